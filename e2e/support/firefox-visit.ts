import type { Browser, Page } from 'puppeteer-core';
import { patienceMs } from '#testing/firefox.ts';
import { waitFor } from '#testing/product.ts';

/** A page of a shop as a shopper has it open in Firefox. */
export type FirefoxVisit = {
  page: Page;
  /** What the page's console said, and errors that nobody caught; what the content security policy stopped is among them. */
  complaints: string[];
  /** Requests of the SDK, by the end of their path. Preflights are not among them. */
  requests: string[];
  /** Closes the page, and forgets what it has stored. */
  close(): Promise<void>;
};

/** Opens an address as a shopper of whom the browser knows nothing. */
export async function visitInFirefox(browser: Browser, address: string): Promise<FirefoxVisit> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.setViewport({ width: 1100, height: 900 });
  const visit: FirefoxVisit = { page, complaints: [], requests: [], close: () => context.close() };
  page.on('console', (message) => visit.complaints.push(message.text()));
  page.on('pageerror', (error) => visit.complaints.push(error instanceof Error ? error.message : String(error)));
  page.on('request', (request) => {
    const [, path] = /\/api\/v1\/(.*)/.exec(request.url()) ?? [];
    if (path !== undefined && request.method() !== 'OPTIONS') visit.requests.push(path);
  });
  await page.goto(address);
  return visit;
}

/** The link of the nth product of the widget of a page, from 1. */
export const linkOf = (n: number): string =>
  `>>> .recomengine-root:not(.recomengine-waiting) .recomengine-item:nth-child(${n}) a`;

/** How many products a placement shows; empty cards do not count. */
export const shownInFirefox = async (page: Page, name: string): Promise<number> =>
  Number(
    await page.evaluate(
      `((place) => (place?.shadowRoot ?? place)?.querySelectorAll('.recomengine-root:not(.recomengine-waiting) .recomengine-item').length ?? 0)(document.querySelector('[data-recomengine-placement="${name}"]'))`,
    ),
  );

/** Waits until a placement shows so many products. */
export const untilShownInFirefox = (page: Page, name: string, count = 8): Promise<void> =>
  waitFor(
    async () => (await shownInFirefox(page, name)) === count,
    () => `${count} products in ${name}`,
  );
