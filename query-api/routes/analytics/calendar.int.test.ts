import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Readiness } from '#schemas/http/health.ts';
import { type AnalyticsApp, openAnalyticsApp } from '#testing/analytics-app.ts';
import { assertTiles, localDay } from '#testing/calendar.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Json } from '#testing/shop.ts';

let open: AnalyticsApp;

before(async () => {
  open = await openAnalyticsApp();
});
after(() => open.close());

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test('hours begin where the clock shows a full one, and where it is changed', async () => {
  const shop = await createShop(open.app.url, 'Hours');
  const hoursOf = async (timeZone: string, from: string, to: string) => {
    const { data, meta } = await open.read(shop, 'timeseries', { timeZone, interval: 'hour', from, to });
    assertTiles(data, meta.window);
    return data.map(({ start, end, local }: Json) => [
      local.slice(11),
      (Date.parse(end) - Date.parse(start)) / minuteMs,
    ]);
  };
  assert.deepEqual(await hoursOf('Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T03:00:00Z'), [
    ['01:00', 60],
    ['03:00', 60],
    ['04:00', 60],
  ]);
  assert.deepEqual(await hoursOf('Europe/Berlin', '2025-10-26T00:00:00Z', '2025-10-26T03:00:00Z'), [
    ['02:00', 60],
    ['02:00', 60],
    ['03:00', 60],
  ]);
  assert.deepEqual(await hoursOf('Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T16:30:00Z'), [
    ['01:00', 60],
    ['01:30', 30],
    ['02:00', 60],
  ]);
  assert.deepEqual(await hoursOf('Asia/Kathmandu', '2026-05-01T00:00:00Z', '2026-05-01T01:30:00Z'), [
    ['05:45', 15],
    ['06:00', 60],
    ['07:00', 15],
  ]);
});

test('days of 23 and 25 hours, one that begins at 01:00, one that was never; and zones that Postgres takes for abbreviations', async () => {
  const shop = await createShop(open.app.url, 'Days');
  const daysOf = async (timeZone: string, from: string, to: string) =>
    (await open.read(shop, 'timeseries', { timeZone, from, to })).data.map(({ start, end, local }: Json) => [
      local,
      (Date.parse(end) - Date.parse(start)) / hourMs,
    ]);
  for (const timeZone of ['Europe/Berlin', 'CET', 'europe/berlin'])
    assert.deepEqual(
      [
        ...(await daysOf(timeZone, '2026-03-28', '2026-03-30')),
        ...(await daysOf(timeZone, '2025-10-26', '2025-10-26')),
      ],
      [
        ['2026-03-28', 24],
        ['2026-03-29', 23],
        ['2026-03-30', 24],
        ['2025-10-26', 25],
      ],
    );
  assert.deepEqual(await daysOf('America/Sao_Paulo', '2018-11-04', '2018-11-04'), [['2018-11-04', 23]]);
  assert.deepEqual(await daysOf('America/Sao_Paulo', '2018-02-17', '2018-02-17'), [['2018-02-17', 25]]);
  assert.deepEqual(await daysOf('Australia/Lord_Howe', '2026-04-05', '2026-04-05'), [['2026-04-05', 24.5]]);
  assert.deepEqual(await daysOf('Pacific/Apia', '2011-12-29', '2011-12-31'), [
    ['2011-12-29', 24],
    ['2011-12-31', 24],
  ]);
});

test('the period before has as many days on the calendar, and a figure that was 0 there says so', async () => {
  const shop = await createShop(open.app.url, 'Before');
  const { data, meta } = await open.read(shop, 'overview', {
    timeZone: 'Europe/Berlin',
    from: '2026-03-29',
    to: '2026-04-04',
  });
  assert.deepEqual(meta.window, { from: '2026-03-28T23:00:00.000Z', to: '2026-04-04T22:00:00.000Z' });
  assert.deepEqual(meta.previousWindow, { from: '2026-03-21T23:00:00.000Z', to: '2026-03-28T23:00:00.000Z' });
  assert.deepEqual(data.clicks, { value: 0, previous: 0, change: null, zeroBase: true });
  const alone = await open.read(shop, 'overview', { compare: 'none' });
  assert.deepEqual(
    [alone.data.clicks, alone.meta.previousWindow],
    [{ value: 0, previous: null, change: null, zeroBase: false }, null],
  );
});

test("days are those of the tenant's zone, the last 30 where nothing is said; and meta says how fresh they are", async () => {
  const shop = await createShop(open.app.url, 'Zone');
  const config = { timeZone: 'Asia/Kathmandu' };
  await ask(`${open.app.url}/api/v1/tenants/${shop.tenantId}`, {
    method: 'PUT',
    token: shop.adminToken,
    body: { config },
  });
  const scope = open.app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  const seen = { scope, type: 'product_viewed', userId: 'u', productId: 'p', timestampMs: Date.now() } as const;
  await open.processors.append([identifiedEvent(seen)]);
  await open.processors.drained();
  const { data, meta } = await open.read(shop, 'timeseries');
  assert.deepEqual([data.length, meta.timeZone, meta.interval], [30, 'Asia/Kathmandu', 'day']);
  assert.equal(data.at(-1).local, localDay('Asia/Kathmandu', Date.now()));
  assert.deepEqual([meta.freshness.lag, meta.freshness.isStale], [0, false]);
  assert.ok(Date.parse(meta.freshness.foldedAt) > Date.now() - hourMs);
  const report = { status: 'ready', parts: { postgres: { state: 'up' } } } as const;
  const behindBy = async (lag: Readiness['lag']) => {
    open.app.setReadiness({ ...report, lag });
    return (await open.read(shop, 'timeseries')).meta.freshness.lag;
  };
  assert.equal(await behindBy({ 'loader/0': 2, 'loader/1': 3, 'catalog/0': 7, 'models/events/0': 9 }), 5);
  assert.equal(await behindBy({ 'models/events/0': 9 }), null, 'the processors tell this process nothing');
  open.app.setReadiness({ ...report, lag: { 'loader/0': 0 } });
});

test('what cannot be answered is a 400 at its field', async () => {
  const shop = await createShop(open.app.url, 'Refused');
  const refused = async (path: string, query: Record<string, string>) => {
    const search = new URLSearchParams(query);
    const url = `${open.app.url}/api/v1/tenants/${shop.tenantId}/analytics/${path}?${search}`;
    const { status, body } = await ask(url, { token: shop.adminToken });
    return [status, body.errors?.[0]?.path];
  };
  for (const [query, path] of [
    [{ from: '2026-03-02', to: '2026-03-01' }, '/from'],
    [{ from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }, '/from'],
    [{ from: '2024-01-01', to: '2026-01-01' }, '/from'],
    [{ from: '2026-02-30' }, '/from'],
    [{ from: '2026-02-30T00:00:00Z' }, '/from'],
    [{ to: '2026-03-01T12:00:00' }, '/to'],
    [{ to: 'tomorrow' }, '/to'],
    [{ to: '0001-01-01' }, '/to'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ timeZone: '+02:00' }, '/timeZone'],
    [{ interval: 'hour', from: '2026-03-01', to: '2026-03-03' }, '/interval'],
    [{ interval: 'week' }, '/interval'],
    [{ nonsense: '1' }, '/nonsense'],
  ] as const)
    assert.deepEqual(await refused('timeseries', query), [400, path], JSON.stringify(query));
  const [yesterday, tomorrow] = [-1, 2].map((days) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
  );
  for (const path of ['overview', 'timeseries', 'breakdown', 'top-products'])
    assert.deepEqual(await refused(path, { from: tomorrow!, to: tomorrow! }), [400, '/from'], path);
  assert.equal((await refused('overview', { from: yesterday!, to: tomorrow! }))[0], 200, 'control: it has begun');
  // Control: 400 days, and 48 hours, are not too many.
  assert.equal((await refused('timeseries', { from: '2025-01-01', to: '2026-02-04' }))[0], 200);
  assert.equal((await refused('timeseries', { interval: 'hour', from: '2026-03-01', to: '2026-03-02' }))[0], 200);
});
