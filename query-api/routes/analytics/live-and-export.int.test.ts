import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let processors: ApiProcessors;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
});
after(async () => {
  await processors.close();
  await app.remove();
});

const minuteMs = 60_000;
const get = (shop: Shop, path: string) =>
  ask(`${app.url}/api/v1/tenants/${shop.tenantId}/analytics/${path}`, { token: shop.adminToken });

/** An event of the shop's live scope; a click is on strategy trending of placement home. */
function eventOf(shop: Shop, type: ShopEvent['type'], timestampMs: number, productId = 'p'): ShopEvent {
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  return identifiedEvent({ scope, type, userId: 'u', productId, timestampMs });
}
const sumOf = (steps: readonly Json[], name: string) => steps.reduce((sum, step) => sum + step[name], 0);

test('the last hour is counted by minute; by quarter hour where counting takes too long', async () => {
  const shop = await createShop(app.url, 'Live');
  const nowMs = Date.now();
  const clickedAtMs = nowMs - 10 * minuteMs;
  await processors.append([
    eventOf(shop, 'recommendation_clicked', clickedAtMs),
    eventOf(shop, 'purchase', clickedAtMs + 1),
    eventOf(shop, 'recommendation_impressed', nowMs - 50 * minuteMs),
    eventOf(shop, 'recommendation_impressed', nowMs - 100 * minuteMs),
  ]);
  await processors.drained();
  const { data, meta } = (await get(shop, 'live')).body;
  assert.deepEqual([data.length, meta.source, meta.freshness.isStale], [60, 'events', false]);
  assert.deepEqual(
    ['impressions', 'clicks', 'conversions', 'revenue'].map((name) => sumOf(data, name)),
    [1, 1, 1, 1],
  );
  const clicked = data.filter(({ clicks }: Json) => clicks === 1);
  assert.deepEqual(
    clicked.map(({ start, end }: Json) => clickedAtMs >= Date.parse(start) && clickedAtMs < Date.parse(end)),
    [true],
  );
  assert.equal(sumOf((await get(shop, 'live?placementId=cart')).body.data, 'clicks'), 0);
  assert.equal(sumOf((await get(shop, 'live?strategy=trending')).body.data, 'conversions'), 1);

  const held = await app.owner.transaction(async (client) => {
    await client.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
    return (await get(shop, 'live')).body;
  });
  assert.deepEqual([held.meta.source, held.data.length], ['sums', 5]);
  assert.equal(sumOf(held.data, 'clicks'), 1);
});

test('an export has the cells of the same answer, and none that a spreadsheet would run', async () => {
  const shop = await createShop(app.url, 'Export');
  const atMs = Date.UTC(2026, 4, 10, 12);
  await processors.append([
    eventOf(shop, 'recommendation_clicked', atMs, '=1+1'),
    eventOf(shop, 'purchase', atMs + 1, '=1+1'),
    eventOf(shop, 'recommendation_impressed', atMs, 'say "hi", ok'),
  ]);
  await processors.drained();
  const window = 'from=2026-05-10&to=2026-05-10';
  const csv = async (report: string): Promise<string[][]> => {
    const { status, headers, body } = await get(shop, `export?report=${report}&${window}`);
    assert.equal(status, 200, body);
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8');
    return parse(body);
  };
  const kpis = ['impressions', 'clicks', 'ctr', 'conversions', 'revenue', 'foreignCurrency'];
  assert.deepEqual(await csv('top-products'), [
    ['productId', 'name', ...kpis],
    ["'=1+1", '', '0', '1', '0', '1', '1', '0'],
    ['say "hi", ok', '', '1', '0', '0', '0', '0', '0'],
  ]);
  assert.deepEqual(await csv('breakdown'), [
    ['placementId', 'strategy', ...kpis],
    ['home', 'trending', '1', '1', '1', '1', '1', '0'],
  ]);
  const [, day] = await csv('timeseries');
  const { data } = (await get(shop, `timeseries?${window}`)).body;
  const { local, start, end, ...figures } = data[0];
  assert.deepEqual(day, [
    local,
    start.replace('.000Z', '+00:00'),
    end.replace('.000Z', '+00:00'),
    ...kpis.map((name) => String(figures[name])),
  ]);
  const inBerlin = 'interval=hour&timeZone=Europe/Berlin&from=2026-05-10T11:00:00Z&to=2026-05-10T12:00:00Z';
  const { body } = await get(shop, `export?report=timeseries&${inBerlin}`);
  assert.deepEqual(parse(body)[1]?.slice(0, 3), [
    '2026-05-10 13:00',
    '2026-05-10T13:00:00+02:00',
    '2026-05-10T14:00:00+02:00',
  ]);
  assert.equal((await get(shop, `export?report=secrets&${window}`)).body.errors[0].path, '/report');
});
