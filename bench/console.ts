/**
 * `node bench/console.ts`: how soon pages of the console show their largest part (LCP), and how much they move (CLS), in Chromium with an empty cache, on a product that runs with
 * its demo shop (`npm start`). Each page several times, in turn; the median and the worst are told.
 *
 *   node bench/console.ts --url http://127.0.0.1:3112 --rounds 5
 */
import { parseArgs } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '#testing/browser.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3112' },
    rounds: { type: 'string', default: '5' },
    email: { type: 'string', default: 'demo@localhost.localdomain' },
    password: { type: 'string', default: 'demo-password' },
  },
});
type Seen = { lcpMs: number; cls: number };

/** Runs in the page before its own scripts: keeps the last largest paint, and adds up what moves without being asked to. */
const observe = `
  window.seen = { lcpMs: 0, cls: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.seen.lcpMs = entry.startTime; })
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.cls += entry.value; })
    .observe({ type: 'layout-shift', buffered: true });
`;
/** So long after everything stands nothing may move any more. */
const quietMs = 500;

const browser = await openBrowser();
try {
  const visitor = await browser.newContext();
  const admin = await browser.newContext();
  const tenantId = await logIn(admin);
  const pages: [string, BrowserContext, string][] = [
    ['/', visitor, '/'],
    ['/login', visitor, '/login'],
    ['/dashboard', admin, '/dashboard'],
    ['overview of a tenant', admin, `/dashboard/tenants/${tenantId}`],
    ['analytics', admin, `/dashboard/tenants/${tenantId}/analytics`],
  ];
  const found = new Map<string, Seen[]>();
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [name, context, path] of pages) found.set(name, [...(found.get(name) ?? []), await look(context, path)]);
  console.log('| page | LCP median / worst | CLS worst |\n| --- | --- | --- |');
  for (const [name, seen] of found) {
    const lcp = seen.map(({ lcpMs }) => lcpMs).toSorted((a, b) => a - b);
    const ms = (value = 0) => `${Math.round(value)} ms`;
    const cls = Math.max(...seen.map((one) => one.cls)).toFixed(3);
    console.log(`| ${name} | ${ms(lcp[Math.floor(lcp.length / 2)])} / ${ms(lcp.at(-1))} | ${cls} |`);
  }
} finally {
  await browser.close();
}

async function logIn(context: BrowserContext): Promise<string> {
  const page = await context.newPage();
  await page.goto(`${values.url}/login?next=/dashboard/tenants`);
  await page.getByLabel('E-mail').fill(values.email);
  await page.getByLabel('Password').fill(values.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  const link = page.locator('main a[href^="/dashboard/tenants/"]').first();
  const href = (await link.getAttribute('href')) ?? '';
  await page.close();
  return href.split('/').at(-1) ?? '';
}

async function look(context: BrowserContext, path: string): Promise<Seen> {
  const page: Page = await context.newPage();
  try {
    const debug = await context.newCDPSession(page);
    await debug.send('Network.clearBrowserCache');
    await page.addInitScript(observe);
    await page.goto(values.url + path);
    await page.locator('h1').first().waitFor();
    await page.locator('[aria-label=Loading]').first().waitFor({ state: 'detached' });
    for (const figure of await page.locator('figure').all()) await figure.locator('[data-ready=true]').waitFor();
    await page.waitForTimeout(quietMs);
    return await page.evaluate<Seen>('window.seen');
  } finally {
    await page.close();
  }
}
