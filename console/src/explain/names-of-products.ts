import { readProduct } from '#console/queries/catalog.ts';

/** As many names as are looked up one by one: what a page shows of them. */
const mostNames = 40;

/** Returns the names of products by their ids, as far as the catalog has them. */
export async function namesOfProducts(
  tenantId: string,
  productIds: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const looked = await Promise.all(
    [...new Set(productIds)].slice(0, mostNames).map(async (productId) => {
      const found = await readProduct(tenantId, 'live', productId, signal).catch(() => null);
      return [productId, found?.product.name ?? productId] as const;
    }),
  );
  return new Map(looked);
}
