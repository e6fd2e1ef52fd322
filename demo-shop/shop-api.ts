import type { CatalogItemView } from '#schemas/http/catalog.ts';
import type { BatchReceipt } from '#schemas/http/events.ts';
import type { DemoShop } from './demo-shop.ts';
import { keepAnswers } from './keep-answers.ts';

export type Product = CatalogItemView;
export type ProductQuery = { category?: string | undefined; q?: string | undefined; limit: number; offset?: number };
export type OrderLine = { productId: string; quantity: number; price: number };
export type Order = { orderId: string; userId: string; lines: readonly OrderLine[] };
/** What the API said to the purchases of an order, and how long it took. */
export type Told = { status: number; ms: number; requestId: string; accepted: number; duplicates: number };

/** The API does not answer, or refuses what this shop asks. */
export class ShopApiError extends Error {
  readonly code = 'shop_api';
  readonly retryable = true;
  constructor(what: string, cause?: unknown) {
    super(`the API did not answer ${what}`, { cause });
    this.name = 'ShopApiError';
  }
}

/** What the shop's server asks of the API, over HTTP and with the write key, as any merchant's server would. Rejects with `ShopApiError`. */
export type ShopApi = {
  /** Products that are to be had, in the order of the catalog, and how many there are in all. */
  products(query: ProductQuery): Promise<{ products: Product[]; total: number }>;
  /** Null if it is not in the catalog. */
  product(productId: string): Promise<Product | null>;
  /** Tells each line of an order as a purchase. Told again it counts once. */
  purchase(order: Order): Promise<Told>;
  /** What `GET /recommendations` answers to this query with the evidence: its status and body, as JSON. */
  explain(query: URLSearchParams): Promise<{ status: number; json: string }>;
};

const deadlineMs = 10_000;
const apis = new WeakMap<DemoShop, ShopApi>();

/** The API as this shop asks it, one for all of its pages. */
export function shopApiOf(shop: DemoShop): ShopApi {
  const known = apis.get(shop) ?? createShopApi(shop);
  apis.set(shop, known);
  return known;
}

function createShopApi({ apiUrl, writeKey }: DemoShop): ShopApi {
  const ask = async (path: string, body?: object): Promise<Response> => {
    try {
      return await fetch(`${apiUrl}/api/v1/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${writeKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: AbortSignal.timeout(deadlineMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      throw new ShopApiError(path, error);
    }
  };
  const must = async <Body>(path: string, body?: object): Promise<{ status: number; body: Body }> => {
    const response = await ask(path, body);
    if (!response.ok) throw new ShopApiError(`${path}: ${response.status}`);
    return { status: response.status, body: (await response.json()) as Body };
  };
  const listed = keepAnswers(async (query) => {
    const { body } = await must<{ data: Product[]; meta: { total: number } }>(`catalog?${query}`);
    return { products: body.data, total: body.meta.total };
  });
  const found = keepAnswers(async (productId): Promise<{ product: Product | null }> => {
    const path = `catalog/${encodeURIComponent(productId)}`;
    const response = await ask(path);
    // 400 is for what can be no id of a product.
    if (response.status === 404 || response.status === 400) return { product: null };
    if (!response.ok) throw new ShopApiError(`${path}: ${response.status}`);
    return { product: ((await response.json()) as { data: Product }).data };
  });
  return {
    products({ category, q, limit, offset = 0 }) {
      const query = new URLSearchParams({ available: 'true', limit: String(limit), offset: String(offset) });
      if (category !== undefined) query.set('category', category);
      if (q !== undefined) query.set('q', q);
      return listed(String(query));
    },
    product: async (productId) => (await found(productId)).product,
    async purchase({ orderId, userId, lines }) {
      const startedAt = performance.now();
      const events = lines.map(({ productId, quantity, price }) => ({
        eventType: 'purchase',
        // By which an order that is told again, and has another time then, is known.
        eventId: `${orderId}.${productId}`,
        userId,
        productId,
        metadata: { orderId, price, quantity },
      }));
      const { status, body } = await must<{ data: BatchReceipt; meta: { requestId: string } }>('events/batch', {
        events,
      });
      const { accepted, duplicates } = body.data;
      return {
        status,
        ms: Math.round(performance.now() - startedAt),
        requestId: body.meta.requestId,
        accepted,
        duplicates,
      };
    },
    async explain(query) {
      query.set('explain', 'true');
      const response = await ask(`recommendations?${query}`);
      return { status: response.status, json: await response.text() };
    },
  };
}
