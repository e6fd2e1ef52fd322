import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { documentOf, openShopPages, type ShopPages, strictPolicy } from './shop-page.ts';

export type StoredEvent = {
  eventType: string;
  productId: string;
  userId: string;
  timestamp: string;
  placementId?: string;
  sessionId?: string | null;
};

/** A product with a shop of twelve products, and the shop's web server of another origin. */
export type ShopSite = {
  product: Product;
  shop: Shop;
  pages: ShopPages;
  /** The tag, of this shop's read key. */
  tag(attributes?: string, key?: string): string;
  /** Puts a page under the strict policy; returns its address. */
  put(path: string, body: string, head?: string): string;
  saveWidget(placementId: string, look: object): Promise<string>;
  /** Stored events, newest first, 100 at most, as an admin sees them: `userId=ada&type=product_viewed`. */
  stored(question: string): Promise<StoredEvent[]>;
  /** Waits until so many events of a type are stored of a shopper. */
  untilStored(userId: string, type: string, count: number): Promise<void>;
  /** Makes all twelve products trend, so that each placement is full whatever shoppers look at afterwards. */
  makeAllTrend(): Promise<void>;
  close(): Promise<void>;
};

export const placement = (name: string, attributes = '') =>
  `<div data-recomengine-placement="${name}" ${attributes}></div>`;

const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')}`;

export async function openShopSite(): Promise<ShopSite> {
  const product = await startProduct();
  const pages = await openShopPages();
  const shop = await createShop(product.url);
  const items = Array.from({ length: 12 }, (_, n) => ({
    productId: `p${n}`,
    name: `Mug ${n}`,
    category: 'Mugs',
    price: 10 + n,
    url: `/product/p${n}`,
    imageUrl: picture,
  }));
  const token = shop.writeKey;
  await ask(`${product.url}/api/v1/catalog/batch`, { token, body: { items } });
  await waitFor(
    async () => (await ask(`${product.url}/api/v1/recommendations`, { token })).body.data?.length === 8,
    () => 'eight products',
  );
  const tenant = `${product.url}/api/v1/tenants/${shop.tenantId}`;

  const site: ShopSite = {
    product,
    shop,
    pages,
    tag: (attributes = '', key = shop.readKey) =>
      `<script src="${product.url}/v1/recomengine.js" data-api-key="${key}" ${attributes} async></script>`,
    put(path, body, head = site.tag()) {
      pages.put(path, documentOf(body, head), strictPolicy(product.url));
      return `${pages.url}${path}`;
    },
    async saveWidget(placementId, look) {
      const { body, status } = await ask(`${tenant}/widgets`, {
        token: shop.adminToken,
        body: { placementId, ...look },
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body.data.id;
    },
    stored: async (question) =>
      (await ask(`${tenant}/events?limit=100&${question}`, { token: shop.adminToken })).body.data,
    untilStored: (userId, type, count) =>
      waitFor(
        async () => (await site.stored(`userId=${userId}&type=${type}`)).length === count,
        () => `${count} × ${type} of ${userId}`,
      ),
    async makeAllTrend() {
      const events = items.map(({ productId }) => ({ eventType: 'product_viewed', userId: 'another', productId }));
      const { body, status } = await ask(`${product.url}/api/v1/events/batch`, { token, body: { events } });
      if (status !== 202) throw new Error(JSON.stringify(body));
      // What is explained comes from no cache, which would keep the answer of a moment before.
      const trending = `${product.url}/api/v1/recommendations?strategy=trending&limit=12&fill=false&explain=true`;
      await waitFor(
        async () => (await ask(trending, { token })).body.data?.length === 12,
        () => `twelve trending products\n${product.output()}`,
      );
    },
    async close() {
      await pages.close();
      await product.remove();
    },
  };
  return site;
}
