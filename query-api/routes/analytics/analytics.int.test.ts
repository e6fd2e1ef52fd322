import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Readiness } from '#schemas/http/health.ts';
import { sumTopProducts } from '#stores/top-products/sum-top-products.ts';
import { openRequestCounts } from '#stores/usage/request-counts.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { plainExposure } from '#testing/plain.ts';
import { createRandom, type Random } from '#testing/random.ts';
import {
  type Counted,
  figuresBy,
  figuresOf,
  recountAnalytics,
  type Told,
  topProductsOf,
} from '#testing/recount-analytics.ts';
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
const hourMs = 60 * minuteMs;
const quarterMs = 15 * minuteMs;
const dayMs = 24 * hourMs;
const currency = 'USD';

/** Zones with the moment around which the events lie: their clocks change, or are a quarter off, or half an hour. */
const zones = [
  { timeZone: 'Europe/Berlin', aroundMs: Date.UTC(2026, 2, 29) },
  { timeZone: 'Europe/Berlin', aroundMs: Date.UTC(2025, 9, 26) },
  { timeZone: 'America/Sao_Paulo', aroundMs: Date.UTC(2018, 10, 4, 3) },
  { timeZone: 'America/Sao_Paulo', aroundMs: Date.UTC(2018, 1, 18, 2) },
  { timeZone: 'Australia/Lord_Howe', aroundMs: Date.UTC(2026, 3, 4, 15) },
  { timeZone: 'Asia/Kathmandu', aroundMs: Date.UTC(2026, 4, 1) },
] as const;

type Fact = ShopEvent | Exposure;
const strategies = ['trending', 'collaborative'] as const;
const answersOfShopper = 4;

/** The answers of few shoppers: each has some, of each placement. */
function randomAnswers(random: Random, scope: number, aroundMs: number): Exposure[] {
  return Array.from({ length: 4 * answersOfShopper }, (_, n) =>
    plainExposure({
      id: Buffer.alloc(16, `${scope} ${n}`),
      scope,
      requestId: `answer-${n}`,
      userId: `u${1 + (n % 4)}`,
      servedAtMs: aroundMs + n,
      placementId: random.pick(['home', 'cart']),
      strategy: random.pick([...strategies, 'trending_fallback']),
    }),
  );
}

/**
 * Of few shoppers and products, so that clicks meet purchases; over six days, at odd milliseconds and at the very bounds of days. Some of what is shown comes
 * with the token of an answer: then the answer says placement and strategy.
 */
function randomEvents(
  random: Random,
  scope: number,
  aroundMs: number,
  answers: readonly Exposure[],
  count: number,
): ShopEvent[] {
  const types = ['recommendation_impressed', 'recommendation_clicked', 'purchase', 'product_viewed'] as const;
  return Array.from({ length: count }, () => {
    const type = random.pick(types);
    const burstMs = aroundMs + random.between(-6, 6) * 12 * hourMs;
    const touch = {
      scope,
      type,
      productId: `p${random.between(1, 3)}`,
      timestampMs: burstMs + random.pick([0, -1, 1, random.between(-hourMs, hourMs)]),
    };
    if (type.startsWith('recommendation_')) {
      const { id: exposureId, userId, placementId, strategy } = random.pick(answers);
      if (random.next() < 0.4) return { ...identifiedEvent({ ...touch, userId, placementId }), exposureId, strategy };
      const placed = identifiedEvent({ ...touch, userId, placementId: random.pick(['home', 'cart', 'side']) });
      return { ...placed, strategy: random.pick([...strategies, null]) };
    }
    const event = identifiedEvent({ ...touch, userId: `u${random.between(1, 4)}` });
    if (type !== 'purchase') return event;
    return {
      ...event,
      purchase: {
        orderId: null,
        priceE4: BigInt(random.between(1, 999_999)),
        quantity: random.between(1, 3),
        currency: random.pick([null, 'USD', 'EUR']),
      },
    };
  });
}

/**
 * Appends in any order and any cuts, a third of them once or twice more, and sums top products in between. Returns them in the order of the
 * log.
 */
async function send(random: Random, facts: readonly Fact[]): Promise<readonly Fact[]> {
  const sent = [...facts, ...facts.filter(() => random.next() < 0.33), ...facts.filter(() => random.next() < 0.1)]
    .map((fact) => ({ fact, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ fact }) => fact);
  for (let first = 0; first < sent.length; ) {
    const next = first + random.between(1, 60);
    await processors.append(sent.slice(first, next));
    if (random.next() < 0.3) await processors.drained();
    if (random.next() < 0.3) await sumTopProducts(app.owner);
    first = next;
  }
  await processors.drained();
  return sent;
}

function toldOf(fact: Fact): Told {
  const { userId } = fact;
  const id = fact.id.toString('hex');
  if ('requestId' in fact) return { kind: 'answer', id, userId, ...placeOf(fact) };
  const { type, productId, timestampMs: atMs, placementId, strategy, exposureId, purchase } = fact;
  const answerId = exposureId?.toString('hex') ?? null;
  return { kind: 'event', id, type, userId, productId, atMs, placementId, strategy, answerId, purchase };
}
const placeOf = ({ placementId, strategy }: Exposure) => ({ placementId, strategy });

async function read(shop: Shop, path: string, query: Record<string, string> = {}): Promise<Json> {
  const answer = await ask(
    `${app.url}/api/v1/tenants/${shop.tenantId}/analytics/${path}?${new URLSearchParams(query)}`,
    { token: shop.adminToken },
  );
  assert.equal(answer.status, 200, `${JSON.stringify(answer.body)} ${app.logged().slice(-2_000)}`);
  return answer.body;
}

/** The date that a zone's calendar shows, by another implementation than Postgres's. */
const localDay = (timeZone: string, atMs: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(atMs);

const valuesOf = (compared: Json, which: 'value' | 'previous') =>
  Object.fromEntries(Object.entries<Json>(compared).map(([name, kpi]) => [name, kpi[which]]));

for (const [n, { timeZone, aroundMs }] of zones.entries())
  test(`every figure is a recount of the distinct events and answers, however they came: ${timeZone} around ${new Date(aroundMs).toISOString()}`, async () => {
    const random = createRandom(900 + n);
    const shop = await createShop(app.url, `Shop ${n}`);
    const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
    const answers = randomAnswers(random, scope, aroundMs);
    const told = (await send(random, [...answers, ...randomEvents(random, scope, aroundMs, answers, 300)])).map(toldOf);
    const all = recountAnalytics(told, currency);
    assert.ok(figuresOf(all).conversions > 5, 'clicks met purchases');
    const tokenless = told.map((one) => (one.kind === 'event' ? { ...one, answerId: null } : one));
    assert.notDeepEqual(recountAnalytics(tokenless, currency), all, 'control: tokens decide what counts');
    const unanswered = told.filter(({ kind }) => kind === 'event');
    assert.notDeepEqual(recountAnalytics(unanswered, currency), all, 'control: answers name strategies');

    for (let question = 0; question < 8; question++) {
      const fromMs = aroundMs + random.between(-4 * dayMs, dayMs);
      const toMs = fromMs + random.between(1, 4 * dayMs);
      const filter = random.pick<Record<string, string>>([
        {},
        { placementId: 'home' },
        { strategy: 'unknown' },
        { strategy: 'trending' },
      ]);
      const query = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), timeZone, ...filter };
      const kept = all.filter((one) =>
        Object.entries(filter).every(([key, value]) => one[key as keyof Counted] === value),
      );
      const within = (span: { from: string; to: string } | Json) =>
        kept.filter(({ atMs }) => atMs >= Date.parse(span.from) && atMs < Date.parse(span.to));

      const overview = await read(shop, 'overview', query);
      const { window, previousWindow } = overview.meta;
      assert.deepEqual(
        [Date.parse(window.from), Date.parse(window.to)],
        [Math.floor(fromMs / quarterMs) * quarterMs, Math.ceil(toMs / quarterMs) * quarterMs],
      );
      assert.equal(previousWindow.to, window.from);
      assert.deepEqual(valuesOf(overview.data, 'value'), figuresOf(within(window)));
      assert.deepEqual(valuesOf(overview.data, 'previous'), figuresOf(within(previousWindow)));

      const breakdown = (await read(shop, 'breakdown', query)).data;
      assert.deepEqual(breakdown, {
        byPlacement: figuresBy(within(window), 'placementId'),
        byStrategy: figuresBy(within(window), 'strategy'),
      });

      const { timeZone: _, ...inUtc } = query;
      const top = await read(shop, 'top-products', { ...inUtc, by: 'revenue' });
      assert.deepEqual(
        top.data.map(({ name, ...product }: Json) => product),
        topProductsOf(within(top.meta.window), 'revenue'),
      );

      const days = (await read(shop, 'timeseries', query)).data;
      checkTiles(days, window);
      const byDay = Map.groupBy(within(window), ({ atMs }) => localDay(timeZone, atMs));
      for (const { start, end, local, ...kpis } of days) {
        assert.equal(local, localDay(timeZone, Date.parse(start)));
        assert.notEqual(local, end === window.to ? '' : localDay(timeZone, Date.parse(end)));
        assert.deepEqual(kpis, figuresOf(byDay.get(local) ?? []), `${local} from ${start}`);
      }
    }
  });

function checkTiles(buckets: readonly { start: string; end: string }[], window: { from: string; to: string }): void {
  assert.deepEqual([buckets[0]?.start, buckets.at(-1)?.end], [window.from, window.to]);
  for (const [n, { start }] of buckets.entries()) if (n > 0) assert.equal(start, buckets[n - 1]?.end);
}

test('hours begin where the clock shows a full one, and where it is changed', async () => {
  const shop = await createShop(app.url, 'Hours');
  const hoursOf = async (timeZone: string, from: string, to: string) => {
    const { data, meta } = await read(shop, 'timeseries', { timeZone, interval: 'hour', from, to });
    checkTiles(data, meta.window);
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
  const shop = await createShop(app.url, 'Days');
  const daysOf = async (timeZone: string, from: string, to: string) =>
    (await read(shop, 'timeseries', { timeZone, from, to })).data.map(({ start, end, local }: Json) => [
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
  const shop = await createShop(app.url, 'Before');
  const { data, meta } = await read(shop, 'overview', {
    timeZone: 'Europe/Berlin',
    from: '2026-03-29',
    to: '2026-04-04',
  });
  assert.deepEqual(meta.window, { from: '2026-03-28T23:00:00.000Z', to: '2026-04-04T22:00:00.000Z' });
  assert.deepEqual(meta.previousWindow, { from: '2026-03-21T23:00:00.000Z', to: '2026-03-28T23:00:00.000Z' });
  assert.deepEqual(data.clicks, { value: 0, previous: 0, change: null, zeroBase: true });
  const alone = await read(shop, 'overview', { compare: 'none' });
  assert.deepEqual(
    [alone.data.clicks, alone.meta.previousWindow],
    [{ value: 0, previous: null, change: null, zeroBase: false }, null],
  );
});

test("days are those of the tenant's zone, the last 30 where nothing is said; and meta says how fresh they are", async () => {
  const shop = await createShop(app.url, 'Zone');
  const config = { timeZone: 'Asia/Kathmandu' };
  await ask(`${app.url}/api/v1/tenants/${shop.tenantId}`, { method: 'PUT', token: shop.adminToken, body: { config } });
  const { data, meta } = await read(shop, 'timeseries');
  assert.deepEqual([data.length, meta.timeZone, meta.interval], [30, 'Asia/Kathmandu', 'day']);
  assert.equal(data.at(-1).local, localDay('Asia/Kathmandu', Date.now()));
  assert.deepEqual([meta.freshness.lag, meta.freshness.isStale], [0, false]);
  assert.ok(Date.parse(meta.freshness.foldedAt) > Date.now() - hourMs);
  const report = { status: 'ready', parts: { postgres: { state: 'up' } } } as const;
  const behindBy = async (lag: Readiness['lag']) => {
    app.setReadiness({ ...report, lag });
    return (await read(shop, 'timeseries')).meta.freshness.lag;
  };
  assert.equal(await behindBy({ 'loader/0': 2, 'loader/1': 3, 'catalog/0': 7, 'models/events/0': 9 }), 5);
  assert.equal(await behindBy({ 'models/events/0': 9 }), null, 'the processors tell this process nothing');
  app.setReadiness({ ...report, lag: { 'loader/0': 0 } });
});

test('what cannot be answered is a 400 at its field', async () => {
  const shop = await createShop(app.url, 'Refused');
  const refused = async (path: string, query: Record<string, string>) => {
    const search = new URLSearchParams(query);
    const url = `${app.url}/api/v1/tenants/${shop.tenantId}/analytics/${path}?${search}`;
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
  // Control: 400 days, and 48 hours, are not too many.
  assert.equal((await refused('timeseries', { from: '2025-01-01', to: '2026-02-04' }))[0], 200);
  assert.equal((await refused('timeseries', { interval: 'hour', from: '2026-03-01', to: '2026-03-02' }))[0], 200);
});

test('over all tenants of an admin the counts add up, and money by currency', async () => {
  const mine = await createShop(app.url, 'One');
  const created = await ask(`${app.url}/api/v1/tenants`, {
    token: mine.adminToken,
    body: { name: 'Two', config: { currency: 'EUR' } },
  });
  const atMs = Date.now() - hourMs;
  for (const [n, tenantId] of [mine.tenantId, created.body.data.id].entries()) {
    const scope = app.directory.tenant(tenantId)?.scopes.live ?? 0;
    const touch = { scope, userId: 'u', productId: 'p' } as const;
    await processors.append([
      identifiedEvent({ ...touch, type: 'recommendation_clicked', timestampMs: atMs }),
      identifiedEvent({ ...touch, type: 'purchase', timestampMs: atMs + n + 1 }),
    ]);
  }
  await processors.drained();
  const { body } = await ask(`${app.url}/api/v1/analytics/overview`, { token: mine.adminToken });
  assert.deepEqual([body.data.clicks.value, body.data.conversions.value, body.data.tenants], [2, 2, 2]);
  assert.deepEqual(
    body.data.revenue.map(({ currency: of, value }: Json) => [of, value]),
    [
      ['EUR', 1],
      ['USD', 1],
    ],
  );
});

test('top products are those with the most of what was asked for, page by page, by the names of the catalog', async () => {
  const shop = await createShop(app.url, 'Top');
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  const atMs = Date.UTC(2026, 4, 10, 23, 59);
  const shown = (productId: string, n: number) =>
    identifiedEvent({ scope, type: 'recommendation_impressed', userId: 'u', productId, timestampMs: atMs + n });
  const clicked = (productId: string, n: number) => ({
    ...shown(productId, n),
    type: 'recommendation_clicked' as const,
  });
  await processors.append([shown('a', 1), shown('a', 2), shown('b', 3), clicked('c', 4), shown('b', 60_000)]);
  await processors.drained();
  await app.owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, price, available, created_at, updated_at, log, partition, "offset")
     VALUES (1, $1, 'a', 'Anvil', 'Tools', 1, true, now(), now(), 1, 0, 0)`,
    [scope],
  );
  const query = { from: '2026-05-10', to: '2026-05-10', by: 'impressions' };
  const { data, meta } = await read(shop, 'top-products', query);
  assert.deepEqual(
    data.map(({ productId, name, impressions, clicks }: Json) => [productId, name, impressions, clicks]),
    [
      ['a', 'Anvil', 2, 0],
      ['b', null, 1, 0],
      ['c', null, 0, 1],
    ],
  );
  assert.deepEqual(meta.window, { from: '2026-05-10T00:00:00.000Z', to: '2026-05-11T00:00:00.000Z' });
  const second = await read(shop, 'top-products', { ...query, limit: '1', offset: '1' });
  assert.deepEqual(
    second.data.map(({ productId }: Json) => productId),
    ['b'],
  );
});

test('usage is what arrived and was asked, by month, with zeros; the other space is apart', async () => {
  const shop = await createShop(app.url, 'Usage');
  const { live = 0, test: sandbox = 0 } = app.directory.tenant(shop.tenantId)?.scopes ?? {};
  const now = new Date();
  const thisMonth = now.toISOString().slice(0, 7);
  const arrived = (n: number, scope: number) => ({
    ...identifiedEvent({ scope, type: 'product_viewed', userId: 'u', productId: 'p', timestampMs: n }),
    receivedAtMs: now.getTime(),
  });
  const imported = [1, 2, 3].map((n) => arrived(Date.UTC(2020, 1, n), live));
  await processors.append([...imported, ...imported, arrived(Date.UTC(2020, 1, 1), sandbox)]);
  await processors.drained();
  const counts = openRequestCounts(app.database, (error) => assert.fail(String(error)));
  counts.count(live, 2);
  counts.count(live, 100);
  await counts.close();
  const usage = async (query: string) =>
    (await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/usage?${query}`, { token: shop.adminToken })).body.data;
  assert.deepEqual(await usage('months=1'), [{ month: thisMonth, events: 3, recommendationRequests: 102 }]);
  assert.deepEqual(await usage('months=1&space=test'), [{ month: thisMonth, events: 1, recommendationRequests: 0 }]);
  assert.equal((await usage('')).length, 12);
});

const askShop = (shop: Shop, path: string) =>
  ask(`${app.url}/api/v1/tenants/${shop.tenantId}/${path}`, { token: shop.adminToken });

async function startExperiment(shop: Shop, placementId = 'home'): Promise<string> {
  const url = `${app.url}/api/v1/tenants/${shop.tenantId}/experiments`;
  const settings = { name: placementId, placementId, controlStrategy: 'trending', variantStrategy: 'collaborative' };
  const { id } = (await ask(url, { token: shop.adminToken, body: settings })).body.data;
  assert.equal((await ask(`${url}/${id}/start`, { token: shop.adminToken, method: 'POST' })).status, 200);
  return id;
}

test('after a change of currency it is said of what has amounts judged by the former one, until it is rebuilt', async () => {
  const shop = await createShop(app.url, 'Moved');
  const scope = app.directory.tenant(shop.tenantId)!.scopes.live;
  const at = Date.now() - 2 * hourMs;
  const bought = { userId: 'eve', productId: 'mug' } as const;
  const started = await startExperiment(shop);
  const sinceThen = Date.now();
  await processors.append([
    identifiedEvent({ ...bought, scope, type: 'recommendation_clicked', timestampMs: at }),
    identifiedEvent({ ...bought, scope, type: 'purchase', timestampMs: at + 60_000 }),
    identifiedEvent({ ...bought, scope, type: 'recommendation_clicked', timestampMs: sinceThen }),
    identifiedEvent({ ...bought, scope, type: 'purchase', timestampMs: sinceThen + 1 }),
  ]);
  await processors.drained();
  const toldOf = async (experiment: string) => (await askShop(shop, `experiments/${experiment}/results`)).body.meta;
  const toldByFile = async (report: string) =>
    (await askShop(shop, `analytics/export?report=${report}`)).headers.get('x-has-former-currency');
  const told = async (path: string, query = {}) => (await read(shop, path, query)).meta.freshness.hasFormerCurrency;
  const change = (currency: string) =>
    ask(`${app.url}/api/v1/tenants/${shop.tenantId}`, {
      method: 'PUT',
      token: shop.adminToken,
      body: { config: { currency } },
    });
  assert.deepEqual((await change('USD')).body.meta.warnings, [], 'control: as it was');
  assert.deepEqual([await told('overview'), await told('top-products')], [false, false]);
  assert.deepEqual([(await toldOf(started)).hasFormerCurrency, await toldByFile('timeseries')], [false, 'false']);
  const [warning] = (await change('EUR')).body.meta.warnings;
  assert.deepEqual([warning.path, warning.code], ['/config/currency', 'former_currency']);
  for (const path of ['overview', 'timeseries', 'breakdown', 'top-products'])
    assert.equal(await told(path), true, path);
  for (const report of ['timeseries', 'breakdown', 'top-products'])
    assert.equal(await toldByFile(report), 'true', report);
  assert.equal((await toldOf(started)).hasFormerCurrency, true);
  const later = await startExperiment(shop, 'cart');
  assert.equal((await toldOf(later)).hasFormerCurrency, false, 'control: nothing was bought since it started');
  const before = new Date(at - 400 * hourMs).toISOString();
  const earlier = { from: before, to: new Date(at - 200 * hourMs).toISOString() };
  assert.equal(await told('overview', earlier), false, 'control: nothing was bought then');
  const other = await createShop(app.url, 'Stayed');
  assert.equal((await read(other, 'overview')).meta.freshness.hasFormerCurrency, false, 'control: another tenant');
  await app.owner.query(`UPDATE projections SET built_since = now() + interval '1 minute' WHERE name = 'analytics'`);
  assert.deepEqual([await told('overview'), await told('top-products')], [false, true], 'of what was rebuilt since');
});
