import { type Answer, ask, askForNothing } from '#console/http/ask.ts';
import type {
  CatalogBatchReceipt,
  CatalogItemBody,
  CatalogItemView,
  CatalogListMeta,
  TenantCatalogQuery,
} from '#schemas/http/catalog.ts';

export type Space = 'live' | 'test';
export type Product = CatalogItemView;

const pathOf = (tenantId: string) => `/api/v1/tenants/${tenantId}/catalog`;
const pathOfOne = (tenantId: string, productId: string) => `${pathOf(tenantId)}/${encodeURIComponent(productId)}`;

/** A page of the catalog; with `facets` also how many products each filter would leave. */
export const listProducts = (
  tenantId: string,
  query: TenantCatalogQuery,
  signal?: AbortSignal,
): Promise<Answer<Product[], CatalogListMeta>> => ask('GET', pathOf(tenantId), { query, signal });

export const readProduct = (
  tenantId: string,
  space: Space,
  productId: string,
  signal?: AbortSignal,
): Promise<Answer<Product>> => ask('GET', pathOfOne(tenantId, productId), { query: { space }, signal });

/** Adds a product that is not there yet. */
export const createProduct = (tenantId: string, space: Space, product: unknown): Promise<Answer<Product>> =>
  ask('POST', pathOf(tenantId), { query: { space }, body: product });

/** Replaces the whole product. */
export const putProduct = (tenantId: string, space: Space, product: CatalogItemBody): Promise<Answer<Product>> =>
  ask('PUT', pathOfOne(tenantId, product.productId), { query: { space }, body: product });

/** Changes these fields of the product as it is now; the rest stays. The API replaces whole products, so it is read just before. */
export async function changeProduct(
  tenantId: string,
  space: Space,
  productId: string,
  change: Partial<CatalogItemBody>,
): Promise<void> {
  const { createdAt: _, updatedAt: __, ...now } = (await readProduct(tenantId, space, productId)).data;
  await putProduct(tenantId, space, { ...now, ...change });
}

export const deleteProduct = (tenantId: string, space: Space, productId: string): Promise<void> =>
  askForNothing('DELETE', pathOfOne(tenantId, productId), { query: { space } });

/** Creates or replaces at most 500 products; with `dryRun` only says what would become of each. */
export const sendProducts = (
  tenantId: string,
  query: { space: Space; dryRun: boolean },
  items: readonly unknown[],
  signal?: AbortSignal,
): Promise<Answer<CatalogBatchReceipt>> => ask('POST', `${pathOf(tenantId)}/batch`, { query, body: { items }, signal });
