import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '#testing/browser.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { type DemoShopper, openDemoShopper, shownBy } from './demo-shopper.ts';

type Demo = { readKey: string; writeKey: string; isSeeded: boolean; email: string; password: string; tenantId: string };

/** The demo shop of a product that was started as its user starts it, and a browser. */
export type DemoShop = {
  product: Product;
  browser: Browser;
  /** What the data folder knows of it. */
  demo: Demo;
  /** A cart of two products, as a cookie. */
  cartCookie: { name: string; value: string; url: string };
  visit(options?: BrowserContextOptions, shopperId?: string): Promise<DemoShopper>;
  close(): Promise<void>;
};

const seedTimeoutMs = 300_000;
const untilMs = 60_000;

/** Opens it once its year of shoppers is there. */
export async function openDemoShop(): Promise<DemoShop> {
  const [product, browser] = await Promise.all([startProduct({ args: [] }), openBrowser()]);
  const read = () => JSON.parse(readFileSync(join(product.dataDir, 'demo.json'), 'utf8')) as Demo;
  await waitFor(
    async () => read().isSeeded,
    () => `the demo shop is open\n${product.output()}`,
    seedTimeoutMs,
  );
  return {
    product,
    browser,
    demo: read(),
    cartCookie: { name: 'demo_cart', value: 'p-1003*2.p-1064*1', url: `${product.url}/demo` },
    visit: (options, shopperId) => openDemoShopper(browser, product.url, options, shopperId),
    async close() {
      await browser.close();
      await product.remove();
    },
  };
}

export const until = (isSo: () => Promise<boolean>, what: () => string): Promise<void> => waitFor(isSo, what, untilMs);

/** Scrolls to a placement, since one that is far away asks nothing, and waits for its products. */
export async function untilWidget(page: Page, placementId: string): Promise<void> {
  await page.locator(`[data-recomengine-placement="${placementId}"]`).scrollIntoViewIfNeeded();
  await until(
    async () => (await shownBy(page, placementId)).length > 0,
    () => `products in ${placementId} of ${page.url()}`,
  );
}
