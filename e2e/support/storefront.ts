import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '#testing/browser.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { documentOf, openShopPages, type ShopPages, strictPolicy } from './shop-page.ts';

/** A page of a shop as a shopper has it open. */
export type Visit = {
  page: Page;
  /** What the page's console said, but for the browser's own lines about requests that failed, and errors that nobody caught. */
  complaints: string[];
  /** Requests of the SDK, by the end of their path: `widgets/home`. Preflights are not among them. */
  requests: string[];
  /** Bodies of POST /track. */
  told: { token?: string; events: { eventType: string; productId: string; userId?: string; timestamp: string }[] }[];
};

/** A product with a shop of twelve products, the shop's web server of another origin, and a browser. */
export type Storefront = {
  product: Product;
  shop: Shop;
  pages: ShopPages;
  browser: Browser;
  /** The tag, of this shop's read key. */
  tag(attributes?: string, key?: string): string;
  /** Puts a page under the strict policy; returns its address. */
  put(path: string, body: string, head?: string): string;
  visit(
    address: string,
    options?: BrowserContextOptions,
    before?: (context: BrowserContext) => Promise<unknown>,
  ): Promise<Visit>;
  saveWidget(placementId: string, look: object): Promise<string>;
  close(): Promise<void>;
};

export const placement = (name: string, attributes = '') =>
  `<div data-recomengine-placement="${name}" ${attributes}></div>`;

const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')}`;
const requestLine = /^Failed to load resource/;

export async function openStorefront(): Promise<Storefront> {
  const [product, browser, pages] = await Promise.all([startProduct(), openBrowser(), openShopPages()]);
  const shop = await createShop(product.url);
  const items = Array.from({ length: 12 }, (_, n) => ({
    productId: `p${n}`,
    name: `Mug ${n}`,
    category: 'Mugs',
    price: 10 + n,
    url: `/product/p${n}`,
    imageUrl: picture,
  }));
  await ask(`${product.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
  await waitFor(
    async () => (await ask(`${product.url}/api/v1/recommendations`, { token: shop.readKey })).body.data?.length === 8,
    () => 'eight products',
  );

  const storefront: Storefront = {
    product,
    shop,
    pages,
    browser,
    tag: (attributes = '', key = shop.readKey) =>
      `<script src="${product.url}/v1/recomengine.js" data-api-key="${key}" ${attributes} async></script>`,
    put(path, body, head = storefront.tag()) {
      pages.put(path, documentOf(body, head), strictPolicy(product.url));
      return `${pages.url}${path}`;
    },
    async visit(address, options, before) {
      const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
      await before?.(context);
      const page = await context.newPage();
      const visit: Visit = { page, complaints: [], requests: [], told: [] };
      page.on('console', (message) => {
        if (!requestLine.test(message.text())) visit.complaints.push(message.text());
      });
      page.on('pageerror', (error) => visit.complaints.push(error.message));
      context.on('request', (request) => {
        const [, path] = /\/api\/v1\/(.*)/.exec(request.url()) ?? [];
        if (path === undefined || request.method() === 'OPTIONS') return;
        visit.requests.push(path);
        if (path === 'track') visit.told.push(JSON.parse(request.postData() ?? '{}'));
      });
      await page.goto(address);
      return visit;
    },
    async saveWidget(placementId, look) {
      const { body, status } = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}/widgets`, {
        token: shop.adminToken,
        body: { placementId, ...look },
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body.data.id;
    },
    async close() {
      await browser.close();
      await pages.close();
      await product.remove();
    },
  };
  return storefront;
}

/** How many products a placement shows; empty cards do not count. Playwright looks into open shadow roots. */
export const shownIn = (page: Page, name: string): Promise<number> =>
  page
    .locator(`[data-recomengine-placement="${name}"] .recomengine-root:not(.recomengine-waiting) .recomengine-item`)
    .count();

/** Waits until a placement shows so many products. */
export const untilShown = (page: Page, name: string, count = 8): Promise<void> =>
  waitFor(
    async () => (await shownIn(page, name)) === count,
    () => `${count} products in ${name}`,
  );

/** Evaluates an expression about the `list` of products of a widget. */
export const inWidget = (page: Page, name: string, expression: string): Promise<unknown> =>
  page.evaluate(
    `((list) => ${expression})(document.querySelector('[data-recomengine-placement="${name}"]').shadowRoot.querySelector('.recomengine-items'))`,
  );
