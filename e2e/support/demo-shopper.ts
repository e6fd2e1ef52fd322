import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** An event as the tag sent it, by whatever way. */
export type SentEvent = { eventType: string; productId: string; userId?: string; timestamp: string };

/** A shopper in the demo shop, in a browser of their own. */
export type DemoShopper = {
  page: Page;
  /** What the console said, and errors that nobody caught. */
  complaints: string[];
  /** Events that the tag has sent so far, on all pages, each as often as it was sent. */
  sent(): Promise<SentEvent[]>;
  /** Requests to other origins. */
  foreign: string[];
  /** All text that came from the server. */
  received: string[];
  open(path: string): Promise<void>;
  close(): Promise<void>;
};

/** Run in each page, before its scripts: writes down what is sent, at once, since Playwright is not told of every beacon of a page that goes. */
const keepSent = `for (const [owner, name] of [[window, 'fetch'], [navigator, 'sendBeacon']]) {
  const send = owner[name];
  owner[name] = (url, how) => {
    if (String(url).endsWith('/api/v1/track')) {
      const { events } = JSON.parse(how.body ?? how);
      localStorage.setItem('sent', JSON.stringify([...JSON.parse(localStorage.getItem('sent') ?? '[]'), ...events]));
    }
    return send.call(owner, url, how);
  };
}`;

/** Opens a browser for a shopper; somebody new, unless one is named. */
export async function openDemoShopper(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  shopperId?: string,
): Promise<DemoShopper> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  if (shopperId !== undefined)
    await context.addCookies([{ name: 'demo_shopper', value: shopperId, url: `${url}/demo` }]);
  await context.addInitScript(`window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, value, sources } of list.getEntries())
        if (!hadRecentInput)
          window.shifts.push(value + ': ' + sources.map(({ node, previousRect, currentRect }) =>
            (node?.className || node?.nodeName) + ' ' + [previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(' ')).join(' -> ') + ' at ' + scrollY));
    }).observe({ type: 'layout-shift', buffered: true });`);
  await context.addInitScript(keepSent);
  const page = await context.newPage();
  const shopper: DemoShopper = {
    page,
    complaints: [],
    sent: async () => JSON.parse(await page.evaluate(`localStorage.getItem('sent') ?? '[]'`)),
    foreign: [],
    received: [],
    open: async (path) => void (await page.goto(`${url}${path}`)),
    close: () => context.close(),
  };
  page.on('console', (message) => shopper.complaints.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => shopper.complaints.push(error.message));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== url) shopper.foreign.push(request.url());
  });
  context.on('response', async (response) => {
    const headers = JSON.stringify(response.headers());
    shopper.received.push(headers, await response.text().catch(() => ''));
  });
  return shopper;
}

/** What a widget shows: `name: reason` of each product. Playwright looks into open shadow roots. */
export const shownBy = (page: Page, placementId: string): Promise<string[]> =>
  page
    .locator(
      `[data-recomengine-placement="${placementId}"] .recomengine-root:not(.recomengine-waiting) .recomengine-link`,
    )
    .evaluateAll((links) =>
      links.map((link) =>
        ['name', 'reason'].map((part) => link.querySelector(`.recomengine-${part}`)?.textContent).join(': '),
      ),
    );
