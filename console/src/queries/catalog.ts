import { type Answer, ask, askForNothing, askForResponse } from '#console/http/ask.ts';
import { ApiProblem } from '#console/http/problem.ts';
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

/** Throws for the two ids that a browser resolves in a path, encoded too: it would ask for the catalog, or for the tenant. */
function pathOfOne(tenantId: string, productId: string): string {
  if (productId === '.' || productId === '..')
    throw new Error(
      `Browsers cannot ask for a product whose id is “${productId}”. Delete it by the API, and give it another id.`,
    );
  return `${pathOf(tenantId)}/${encodeURIComponent(productId)}`;
}

/** A page of the catalog; with `facets` also how many products each filter would leave. */
export const listProducts = (
  tenantId: string,
  query: TenantCatalogQuery,
  signal?: AbortSignal,
): Promise<Answer<Product[], CatalogListMeta>> => ask('GET', pathOf(tenantId), { query, signal });

/** A product as it was read, and the ETag by which a change says that it has seen just this. */
export type SeenProduct = { product: Product; etag: string };

export async function readProduct(
  tenantId: string,
  space: Space,
  productId: string,
  signal?: AbortSignal,
): Promise<SeenProduct> {
  return seenIn(await askForResponse('GET', pathOfOne(tenantId, productId), { query: { space }, signal }));
}

async function seenIn(response: Response): Promise<SeenProduct> {
  const { data }: { data: Product } = await response.json();
  return { product: data, etag: response.headers.get('etag') ?? '' };
}

/** Adds a product that is not there yet. */
export async function createProduct(tenantId: string, space: Space, product: unknown): Promise<Answer<Product>> {
  try {
    return await ask('POST', pathOf(tenantId), { query: { space }, body: product });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
    throw new Error('A product with this id is in the catalog already: search for it there, and edit it.', {
      cause: error,
    });
  }
}

/** Replaces the whole product, unless it is no longer what was seen: then nothing is changed, and it is an error that says so. Returns the ETag of what it is now. */
export async function putProduct(
  tenantId: string,
  space: Space,
  product: CatalogItemBody,
  seenEtag: string,
): Promise<string> {
  const request = { query: { space }, body: product, headers: seenAs(seenEtag) };
  try {
    return (await seenIn(await askForResponse('PUT', pathOfOne(tenantId, product.productId), request))).etag;
  } catch (error) {
    throw error instanceof ApiProblem && error.status === 412 ? new ProductOvertaken(product.productId) : error;
  }
}

/** What is durable and not readable yet has no ETag: a write after it says nothing of what was seen. */
const seenAs = (etag: string): Record<string, string> => (etag === '' ? {} : { 'if-match': etag });

/** Somebody else has changed a product since it was read, and nothing was saved. */
class ProductOvertaken extends Error {
  constructor(productId: string) {
    super(
      `Somebody has changed ${productId} since you saw it. Nothing was saved: look at it as it is now, and change it again.`,
    );
    this.name = 'ProductOvertaken';
  }
}

/**
 * Changes these fields of the product as it is now; the rest stays. `seen` is what they were when the change was decided: if one of them is another by now, nothing is changed,
 * and it is a `ProductOvertaken`. The API replaces whole products, so it is read just before.
 */
export async function changeProduct(
  tenantId: string,
  space: Space,
  productId: string,
  change: Partial<CatalogItemBody>,
  seen: Partial<CatalogItemBody>,
): Promise<void> {
  const { product, etag } = await readProduct(tenantId, space, productId);
  const { createdAt: _, updatedAt: __, ...now } = product;
  if (Object.entries(seen).some(([name, value]) => !isSame(now[name as keyof typeof now], value)))
    throw new ProductOvertaken(productId);
  await putProduct(tenantId, space, { ...now, ...change }, etag);
}

/** Prices are typed, so `19.50` is 19.5. */
const isSame = (one: unknown, other: unknown) => String(one) === String(other) || Number(one) === Number(other);

/** Deletes the product that was seen; one that was written again since then stays, and that is a `ProductOvertaken`. */
export async function deleteProduct(tenantId: string, space: Space, seen: Product): Promise<void> {
  const { product, etag } = await readProduct(tenantId, space, seen.productId);
  if (product.updatedAt !== seen.updatedAt) throw new ProductOvertaken(seen.productId);
  await askForNothing('DELETE', pathOfOne(tenantId, seen.productId), { query: { space }, headers: seenAs(etag) });
}

/** Creates or replaces at most 500 products; with `dryRun` only says what would become of each. */
export const sendProducts = (
  tenantId: string,
  query: { space: Space; dryRun: boolean },
  items: readonly unknown[],
  signal?: AbortSignal,
): Promise<Answer<CatalogBatchReceipt>> => ask('POST', `${pathOf(tenantId)}/batch`, { query, body: { items }, signal });
