import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { axeViolations } from '#testing/axe.ts';
import { noBrowser } from '#testing/browser.ts';
import { ask, type Json } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import type { WireEvent } from '../support/events.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { drained } from '../support/recount.ts';

const minuteMs = 60_000;
const maxScriptBytes = 90_000;

/** The analytics page: its figures are those of the API and of a recount, and the URL holds what it shows. */
describe('analytics in the console', { skip: noBrowser() }, () => {
  let console: OpenConsole;
  let path: string;
  const startMs = Date.now() - 20 * minuteMs;

  before(async () => {
    console = await openConsole();
    const { shop, product } = console;
    path = `/dashboard/tenants/${shop.tenantId}/analytics`;
    const api = `${product.url}/api/v1`;
    for (const productId of ['mug', 'pot'])
      await ask(`${api}/catalog`, {
        token: shop.writeKey,
        body: { productId, name: `The ${productId}`, category: 'kitchen', price: 10 },
      });
    const { body } = await ask(`${api}/events/batch`, { token: shop.writeKey, body: { events: shopping(startMs) } });
    assert.equal(body.data.rejected, 0, JSON.stringify(body));
    await drained(product);
  });
  after(() => console?.close());

  const figure = (page: Page, label: string, isAwaited = false) =>
    page.getByRole('button', { name: new RegExp(`^${label} [\\d$${isAwaited ? '…–' : ''}]`) }).locator('.text-xl');
  const overview = async (query = ''): Promise<Json> =>
    (
      await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/analytics/overview${query}`, {
        token: console.shop.adminToken,
      })
    ).body.data;

  test('of days that are still to come it says so in place of zeros, and leads back', async () => {
    for (const [at, part] of [
      [path, 'Where it comes from'],
      ['/dashboard', 'Tenants'],
    ] as const) {
      const { page, complaints } = await console.visitAsAdmin(`${at}?from=2999-01-01&to=2999-01-31`);
      await page.getByText('These days are still to come').waitFor();
      const figures = page.getByRole('heading', { name: part, exact: true });
      assert.equal(await figures.count(), 0, 'no zeros');
      assert.deepEqual(await axeViolations(page), []);
      await page.getByRole('button', { name: 'Show the last 30 days' }).click();
      await figures.waitFor();
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });

  test('the seven figures are those of the API, which are a recount over the distinct events', async () => {
    const { page, complaints } = await console.visitAsAdmin(path);
    await page.locator('[data-ready=true]').waitFor();
    const { impressions, clicks, conversions, revenue } = await overview();
    const [counted] = await queryProduct(
      console.product,
      `SELECT count(*) FILTER (WHERE type = 6)::int AS impressions, count(*) FILTER (WHERE type = 7)::int AS clicks
       FROM events e JOIN scopes s USING (scope) WHERE s.tenant_id = $1`,
      [console.shop.tenantId],
    );
    assert.deepEqual(counted, { impressions: impressions.value, clicks: clicks.value });
    assert.deepEqual([impressions.value, clicks.value, conversions.value, revenue.value], [12, 4, 2, 50]);
    for (const [label, text] of [
      ['Impressions', '12'],
      ['Clicks', '4'],
      ['CTR', '33.33 %'],
      ['Conversions', '2'],
      ['Revenue', '$50.00'],
    ] as const)
      assert.equal(await figure(page, label).textContent(), text, label);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('revenue per visitor and share of revenue are measured by all shoppers and all purchases, on the card, in the chart and in the file', async () => {
    const { page, complaints } = await console.visitAsAdmin(path);
    // A busy machine may take more than one try to count in the time that a page may wait.
    const isCounted = async () => {
      const share = figure(page, 'Share of revenue', true);
      await share.filter({ hasNotText: '…' }).waitFor();
      return (await share.textContent()) !== '–';
    };
    while (!(await isCounted())) await page.reload();
    await page.getByText('of 5 who did anything').waitFor();
    await page.getByText('of $150.00 of all purchases').waitFor();
    assert.equal(await figure(page, 'Revenue per visitor').textContent(), '$10.00');
    assert.equal(await figure(page, 'Share of revenue').textContent(), '33.33 %');

    await page.getByRole('button', { name: /^Revenue per visitor/ }).click();
    await page.waitForURL('**/analytics?figure=revenue-per-visitor');
    await page.getByRole('heading', { level: 2, name: 'Revenue per visitor' }).waitFor();
    await page.locator('[data-ready=true]').waitFor();
    const ticks = await page.locator('.apexcharts-yaxis-label tspan').allTextContents();
    assert.ok(ticks.length > 1, ticks.join(' '));
    assert.ok(
      !ticks.every((text) => /\.\d*0$/.test(text)),
      `a decimal that all ticks could do without: ${ticks.join(' ')}`,
    );
    await page.getByText('Figures as a table').click();
    const counted = page.locator('figure').getByRole('cell', { name: '$10.00', exact: true });
    while ((await counted.count()) === 0) {
      await page.reload();
      await page.getByText('Figures as a table').click();
    }
    await page.getByRole('row', { name: /^home .*\$4\.00/ }).waitFor();
    await page.getByRole('row', { name: /^elsewhere .*\$6\.00/ }).waitFor();
    const asked = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export the series as CSV' }).click();
    const csv = readFileSync(await (await asked).path(), 'utf8');
    assert.match(csv.split('\r\n')[0] ?? '', /,visitors,totalRevenue,revenuePerVisitor,shareOfRevenue$/);

    await page.goto(`${console.url}${path}?placement=elsewhere&compare=none`);
    while (!(await isCounted())) await page.reload();
    assert.equal(await figure(page, 'Revenue per visitor').textContent(), '$6.00');
    assert.equal(await figure(page, 'Share of revenue').textContent(), '20.00 %');
    const before = page.locator('main').getByText(/ from [\d$]/);
    assert.equal(await before.count(), 0, 'no period before stands anywhere');
    await page.getByRole('button', { name: 'Compared' }).click();
    await before.first().waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a click on a value narrows every figure down to it, and the URL alone brings the same page back', async () => {
    const { page, complaints } = await console.visitAsAdmin(path);
    await page.getByRole('button', { name: 'home', exact: true }).click();
    await page.waitForURL('**/analytics?placement=home');
    await page.getByRole('button', { name: /^Revenue [\d$]/ }).click();
    await page.getByRole('button', { name: 'Products' }).click();
    await page.waitForURL('**/analytics?placement=home&figure=revenue&tab=product');
    const home = await overview('?placementId=home');
    await page.getByRole('heading', { level: 2, name: 'Revenue' }).waitFor();
    assert.equal(await figure(page, 'Impressions').textContent(), String(home.impressions.value));
    assert.equal(home.impressions.value, 8, 'control: the other placement has the other four');
    await page.reload();
    await page.getByRole('row', { name: /The mug/ }).waitFor();
    assert.equal(await figure(page, 'Impressions').textContent(), '8');
    assert.equal(await page.getByRole('button', { name: 'Products' }).getAttribute('aria-pressed'), 'true');
    await page.getByRole('button', { name: 'Show every placement again' }).click();
    await page.getByRole('row', { name: /The pot/ }).waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a figure leads to the events it counts, and under a filter that finds nothing the filter is cleared', async () => {
    const { page } = await console.visitAsAdmin(`${path}?placement=nowhere`);
    const today = new Date().toISOString().slice(0, 10);
    await page.getByText('Nothing under these filters').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('button', { name: 'elsewhere', exact: true }).waitFor();
    const leadsTo = (end: string) =>
      page.locator(`a[href$="/events?type=recommendation_clicked${end}"]`).first().waitFor();
    const month = await ask(`${console.product.url}/api/v1/tenants/${console.shop.tenantId}/analytics/overview`, {
      token: console.shop.adminToken,
    });
    await leadsTo(`&from=${month.body.meta.window.from.slice(0, 10)}T00%3A00`);
    await page.goto(`${console.url}${path}?from=${today}&to=${today}`);
    await leadsTo(`&from=${today}T00%3A00&to=${today}T23%3A59`);
    await page.context().close();
  });

  test('the CSV file holds what the page shows', async () => {
    const { page } = await console.visitAsAdmin(`${path}?placement=home`);
    const asked = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export the table as CSV' }).click();
    const csv = readFileSync(await (await asked).path(), 'utf8');
    assert.match(csv, /home,trending,8,/);
    assert.ok(csv.startsWith('\uFEFF'), 'the mark by which Excel knows UTF-8');
    assert.doesNotMatch(csv, /elsewhere/);
    await page.context().close();
  });

  test('a change of the shop is marked on the time axis, in words in the table of the chart', async () => {
    const { shop, product } = console;
    await ask(`${product.url}/api/v1/tenants/${shop.tenantId}`, {
      method: 'PUT',
      token: shop.adminToken,
      body: { config: { cacheTtlSeconds: 7 } },
    });
    // The window ends with a whole quarter hour, so that it has what was changed just now.
    const { page } = await console.visitAsAdmin(path);
    await page.getByRole('listitem').getByText('Setting cacheTtlSeconds was changed').waitFor();
    await page.getByText('Figures as a table').click();
    await page.locator('figure').getByText('Setting cacheTtlSeconds was changed').waitFor();
    await page.context().close();
  });

  test('days that are dragged over are the window, in the URL and in every figure', async () => {
    const { page, complaints } = await console.visitAsAdmin(path);
    await page.locator('[data-ready=true]').waitFor();
    const plot = await page.locator('.apexcharts-grid').boundingBox();
    assert.ok(plot !== null);
    const at = (share: number) => [plot.x + plot.width * share, plot.y + plot.height / 2] as const;
    await page.mouse.click(...at(0.5));
    assert.equal(new URL(page.url()).search, '', 'control: a click is no window');
    await page.mouse.move(...at(0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.4));
    await page.mouse.move(...at(0.5));
    await page.mouse.up();
    await page.waitForURL('**from=**');
    const { searchParams } = new URL(page.url());
    const [from = '', to = ''] = [searchParams.get('from') ?? '', searchParams.get('to') ?? ''];
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    assert.ok(days >= 7 && days <= 9, `a quarter of 30 days: ${from} to ${to}`);
    assert.equal(await page.getByLabel('From').inputValue(), from);
    await figure(page, 'Impressions').filter({ hasText: /^0$/ }).waitFor();
    await page.goBack();
    await figure(page, 'Impressions')
      .filter({ hasText: /^1[23]$/ })
      .waitFor();
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('axe finds nothing, in light and dark, and at 360 px nothing is wider than the screen', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await console.visitAsAdmin(path, { colorScheme, viewport: { width: 360, height: 800 } });
      await page.locator('[data-ready=true]').waitFor();
      await page.getByRole('button', { name: 'home', exact: true }).waitFor();
      assert.deepEqual(await axeViolations(page), [], colorScheme);
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(wide) <= 0, `${wide} px too wide`);
      await page.context().close();
    }
  });

  test('its first view loads at most 90 KB of scripts, the chart apart', async () => {
    const { page } = await console.visitAsAdmin(path);
    await page.locator('[data-ready=true]').waitFor();
    const scripts: { url: string; bytes: number; isChart: boolean }[] = [];
    const reads: Promise<void>[] = [];
    page.on('response', (response) => {
      if (!/\.js$/.test(new URL(response.url()).pathname)) return;
      reads.push(
        response.body().then((body) => {
          const isChart = body.includes('apexcharts-canvas');
          scripts.push({ url: response.url(), bytes: gzipSync(body).byteLength, isChart });
        }),
      );
    });
    await page.reload();
    await page.locator('[data-ready=true]').waitFor();
    await Promise.all(reads);
    const sum = (those: typeof scripts) => those.reduce((total, { bytes }) => total + bytes, 0);
    const [charts, others] = [scripts.filter(({ isChart }) => isChart), scripts.filter(({ isChart }) => !isChart)];
    assert.equal(charts.length, 1);
    assert.ok(sum(others) <= maxScriptBytes, `${sum(others)} bytes in ${others.length} files`);
    assert.ok(sum(charts) > maxScriptBytes, 'control: the chart alone would be too much');
    await page.context().close();
  });

  test('after a minute the figures are asked again, and nothing moves under the reader', async () => {
    const { page, complaints } = await console.visitAsAdmin(path);
    await page.clock.install();
    await page.reload();
    await page.locator('[data-ready=true]').waitFor();
    const impressions = figure(page, 'Impressions');
    assert.equal(await impressions.textContent(), '12');
    await figure(page, 'Share of revenue', true).filter({ hasNotText: '…' }).waitFor();
    const first = "document.querySelector('button[aria-pressed] .text-xl')";
    await page.getByRole('button', { name: 'home', exact: true }).focus();
    await page.evaluate(`window.seen = ${first}; window.focused = document.activeElement; scrollTo(0, 200)`);
    const { product, shop } = console;
    const body = { ...shopping(startMs)[0], userId: 'hal' };
    assert.equal((await ask(`${product.url}/api/v1/events`, { token: shop.writeKey, body })).status, 202);
    await drained(product);
    const again = page.waitForResponse((response) => response.url().includes('/analytics/overview'));
    await page.clock.runFor(minuteMs + 1);
    await again;
    await impressions.filter({ hasText: /^13$/ }).waitFor();
    assert.deepEqual(await page.evaluate(`[window.seen.textContent, window.seen.isConnected, scrollY]`), [
      '13',
      true,
      200,
    ]);
    const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'home', exact: true }) });
    await row.getByText('9', { exact: true }).waitFor();
    assert.ok(await page.evaluate<boolean>('document.activeElement === window.focused'), 'the focus stays in its row');
    await page.reload();
    await impressions.waitFor();
    assert.equal(await page.evaluate('window.seen'), undefined, 'control: a page that is read anew has another');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a day is told by the hour unless the URL says otherwise', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const { page } = await console.visitAsAdmin(`${path}?from=${today}&to=${today}`);
    const isPressed = (name: string) => page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
    await isPressed('Hours');
    await page.getByRole('button', { name: 'Days', exact: true }).click();
    await page.waitForURL('**interval=day');
    await page.reload();
    await isPressed('Days');
    await page.context().close();
  });
});

/** Three shoppers, each shown both products at `home`, and two of them at `elsewhere`; four clicks, two purchases of theirs, and one of a shopper who clicked on none. */
function shopping(startMs: number): WireEvent[] {
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  const of = (eventType: string, userId: string, productId: string, ms: number, metadata: WireEvent['metadata']) => ({
    eventType,
    userId,
    productId,
    timestamp: at(ms),
    metadata,
  });
  const where = (placementId: string) => ({ placementId, strategy: 'trending' });
  const shown = ['ada', 'bob', 'cyd', 'dan'].flatMap((userId) =>
    ['mug', 'pot'].map((product, n) => of('recommendation_impressed', userId, product, n, where('home'))),
  );
  const elsewhere = ['ada', 'bob'].flatMap((userId) =>
    ['mug', 'pot'].map((product, n) => of('recommendation_impressed', userId, product, 10 + n, where('elsewhere'))),
  );
  const clicked = ['ada', 'bob', 'cyd'].map((userId) =>
    of('recommendation_clicked', userId, 'mug', 100, where('home')),
  );
  const there = of('recommendation_clicked', 'ada', 'pot', 110, where('elsewhere'));
  const bought = (userId: string, productId: string, price: number, quantity: number) =>
    of('purchase', userId, productId, 1000, { price, quantity, orderId: `${userId}-${productId}` });
  const unled = bought('eve', 'mug', 50, 2);
  return [...shown, ...elsewhere, ...clicked, there, bought('ada', 'mug', 10, 2), bought('ada', 'pot', 30, 1), unled];
}
