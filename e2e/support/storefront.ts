import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type BrowserOptions, openBrowser } from '#testing/browser.ts';
import { waitFor } from '#testing/product.ts';
import { openShopSite, type ShopSite } from './shop-site.ts';

/** A page of a shop as a shopper has it open. */
export type Visit = {
  page: Page;
  /** What the page's console said, but for the browser's own lines about requests that failed, and errors that nobody caught. */
  complaints: string[];
  /** Requests of the SDK, by the end of their path, without the key: `widgets/home/products?locale=en`. Preflights are not among them. */
  requests: string[];
  /** Bodies of POST /track. */
  told: {
    token?: string;
    events: { eventType: string; productId: string; userId?: string; sessionId?: string; timestamp: string }[];
  }[];
};

/** A shop's site, and a browser that looks at it. */
export type Storefront = ShopSite & {
  browser: Browser;
  visit(
    address: string,
    options?: BrowserContextOptions,
    before?: (context: BrowserContext) => Promise<unknown>,
  ): Promise<Visit>;
};

const requestLine = /^Failed to load resource/;

export async function openStorefront(browserOptions: BrowserOptions = {}): Promise<Storefront> {
  // One after the other: if the product does not start, nothing that is open keeps the test's process from its end.
  const site = await openShopSite();
  const browser = await openBrowser(browserOptions);
  return {
    ...site,
    browser,
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
        visit.requests.push(path.replace(/(?<=\?)key=[^&]*&?/, '').replace(/\?$/, ''));
        if (path === 'track') visit.told.push(JSON.parse(request.postData() ?? '{}'));
      });
      await page.goto(address);
      return visit;
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
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
