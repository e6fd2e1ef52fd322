/**
 * `node bench/widget.ts [loads]`, about 3 minutes: what the tag costs a page in a real Chromium, on loopback with a warm server, each time in a browser profile of its own, so that nothing is cached.
 *
 * - from the request for the script, and from its arrival, to eight products on the screen;
 * - CPU of the page's main thread until then, in turn with the same page without the tag, and with one that has the same products and styles in its HTML;
 * - how long a saved change of a widget takes to five pages that were opened at different times.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { openBrowser } from '#testing/browser.ts';
import { startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop } from '#testing/shop.ts';
import { ms, type Row, renderRows } from './support/row.ts';

const loads = Number(process.argv[2] ?? 60);
const warmUps = 5;
const openPages = 5;
/** Says to the console when what is drawn is on the screen; it looks at nothing until a shadow root is there. */
const tellWhenDrawn = `(() => {
  const tell = () => requestAnimationFrame(() => setTimeout(() => console.log('drawn ' + performance.now())));
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver(() => {
      const widget = root.querySelector('.recomengine-root:not(.recomengine-waiting)');
      if (widget) tell();
    }).observe(root, { childList: true });
    return root;
  };
  addEventListener('load', () => { if (!document.querySelector('[data-recomengine-placement]')) tell(); });
})()`;

const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')}`;
const product = await startProduct();
const browser = await openBrowser();
const pages = createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(documents.get(request.url ?? '') ?? '');
});
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
const documents = new Map<string, string>();
try {
  const shop = await createShop(product.url, 'Bench');
  const items = Array.from({ length: 12 }, (_, n) => ({
    ...{ productId: `p${n}`, name: `Mug ${n}`, category: 'Mugs', price: 10 + n, url: `/p${n}`, imageUrl: picture },
  }));
  await ask(`${product.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
  await waitFor(
    async () => (await ask(`${product.url}/api/v1/recommendations`, { token: shop.writeKey })).body.data?.length === 8,
    () => 'eight products',
  );
  const head =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">';
  const body = '</head><body><h1>Shop</h1>';
  const script = `<script src="${product.url}/v1/recomengine.js" data-api-key="${shop.readKey}" async></script>`;
  documents.set('/with', `${head}${script}${body}<div data-recomengine-placement="home"></div></body></html>`);
  documents.set('/without', `${head}${body}</body></html>`);

  documents.set('/drawn', `${head}${await drawnHtml()}</body></html>`);

  const sides = { with: [] as Load[], without: [] as Load[], drawn: [] as Load[] };
  for (let n = 0; n < warmUps + loads; n++)
    for (const side of ['with', 'without', 'drawn'] as const) {
      const load = await loadOnce(browser, `${url}/${side}`);
      if (n >= warmUps) sides[side].push(load);
    }
  const of = (side: keyof typeof sides, field: keyof Load) =>
    sides[side].map((load) => load[field]).sort((a, b) => a - b);
  const at = (sorted: readonly number[], share: number) =>
    sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const both = (sorted: readonly number[]) => `${ms(at(sorted, 0.5))} / ${ms(at(sorted, 0.95))}`;
  const ofTag = (field: keyof Load) => ms(at(of('with', field), 0.5) - at(of('drawn', field), 0.5));
  const rows: Row[] = [
    {
      what: `request of the script to products on the screen, p50 / p95 of ${loads}`,
      value: both(of('with', 'fromRequestMs')),
      goal: '–',
    },
    {
      what: 'script loaded to products on the screen, p50 / p95',
      value: both(of('with', 'fromLoadMs')),
      goal: 'p95 ≤ 150 ms',
    },
    { what: 'CPU of the main thread until then, p50 / p95', value: both(of('with', 'cpuMs')), goal: '–' },
    { what: 'the same page without the tag, p50 / p95', value: both(of('without', 'cpuMs')), goal: '–' },
    { what: 'a page with the same products in its HTML, p50 / p95', value: both(of('drawn', 'cpuMs')), goal: '–' },
    { what: 'so of the tag, beside that, p50', value: ofTag('cpuMs'), goal: '≤ 15 ms' },
    { what: 'of it, scripts, p50', value: ofTag('scriptMs'), goal: '–' },
    { what: 'of it, styles and layout, p50', value: ofTag('layoutMs'), goal: '–' },
    {
      what: `a saved change on ${openPages} open pages, each`,
      value: (await changeTimes()).map((s) => `${s.toFixed(1)} s`).join(', '),
      goal: '≤ 35 s',
    },
  ];
  console.log(`load of the machine ${loadavg()[0]?.toFixed(0)}\n\n${renderRows(rows)}`);

  /** What the tag has drawn, as a page of its own would have it. */
  async function drawnHtml(): Promise<string> {
    const page = await browser.newPage();
    await page.goto(`${url}/with`);
    await page.locator('.recomengine-root:not(.recomengine-waiting)').waitFor();
    const html = await page.evaluate<string>(
      `(({ adoptedStyleSheets: [sheet], innerHTML }) => '<style>' + [...sheet.cssRules].map(({ cssText }) => cssText).join('') + '</style></head><body><h1>Shop</h1>' + innerHTML)(document.querySelector('[data-recomengine-placement]').shadowRoot)`,
    );
    await page.close();
    return html;
  }

  /** From the answer to a save until each page shows it, in seconds. */
  async function changeTimes(): Promise<number[]> {
    const context = await browser.newContext();
    const opened = await Promise.all(
      Array.from({ length: openPages }, async (_, n) => {
        const page = await context.newPage();
        // Their rounds of 30 s begin at different times.
        await delay(n * 5_000);
        await page.goto(`${url}/with`);
        await page.locator('.recomengine-cta').first().waitFor();
        return page;
      }),
    );
    const tenant = `${product.url}/api/v1/tenants/${shop.tenantId}`;
    const saved = await ask(`${tenant}/widgets`, {
      token: shop.adminToken,
      body: { placementId: 'home', ctaText: 'Changed' },
    });
    if (saved.status !== 201) throw new Error(JSON.stringify(saved.body));
    const savedMs = performance.now();
    return Promise.all(
      opened.map(async (page) => {
        await page.getByText('Changed').first().waitFor();
        return (performance.now() - savedMs) / 1_000;
      }),
    );
  }
} finally {
  await browser.close();
  pages.closeAllConnections();
  pages.close();
  await product.remove();
}

type Load = { fromRequestMs: number; fromLoadMs: number; cpuMs: number; scriptMs: number; layoutMs: number };

/** Loads a page once, in a profile of its own. Its thread's time is CPU time, so that what else the machine does is not in it. */
async function loadOnce(browser: Browser, address: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  await context.addInitScript(tellWhenDrawn);
  const page = await context.newPage();
  const debug = await context.newCDPSession(page);
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  const drawn = page.waitForEvent('console', (message) => message.text().startsWith('drawn '));
  await page.goto(address, { waitUntil: 'commit' });
  const drawnMs = Number((await drawn).text().slice('drawn '.length));
  const { metrics } = await debug.send('Performance.getMetrics');
  const secondsOf = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const timing = (await page.evaluate(
    `(({ startTime = 0, responseEnd = 0 } = {}) => [startTime, responseEnd])(performance.getEntriesByType('resource').find(({ name }) => name.endsWith('.js')))`,
  )) as [number, number];
  await context.close();
  return {
    fromRequestMs: drawnMs - timing[0],
    fromLoadMs: drawnMs - timing[1],
    cpuMs: secondsOf('TaskDuration') * 1_000,
    scriptMs: secondsOf('ScriptDuration') * 1_000,
    layoutMs: (secondsOf('LayoutDuration') + secondsOf('RecalcStyleDuration')) * 1_000,
  };
}
