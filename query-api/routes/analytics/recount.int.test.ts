import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { sumTopProducts } from '#stores/top-products/sum-top-products.ts';
import { type AnalyticsApp, openAnalyticsApp } from '#testing/analytics-app.ts';
import { assertTiles, localDay } from '#testing/calendar.ts';
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
import { createShop, type Json } from '#testing/shop.ts';

let open: AnalyticsApp;

before(async () => {
  open = await openAnalyticsApp();
});
after(() => open.close());

const hourMs = 3_600_000;
const quarterMs = 15 * 60_000;
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
    await open.processors.append(sent.slice(first, next));
    if (random.next() < 0.3) await open.processors.drained();
    if (random.next() < 0.3) await sumTopProducts(open.app.owner);
    first = next;
  }
  await open.processors.drained();
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
const valuesOf = (compared: Json, which: 'value' | 'previous') =>
  Object.fromEntries(Object.entries<Json>(compared).map(([name, kpi]) => [name, kpi[which]]));

for (const [n, { timeZone, aroundMs }] of zones.entries())
  test(`every figure is a recount of the distinct events and answers, however they came: ${timeZone} around ${new Date(aroundMs).toISOString()}`, async () => {
    const random = createRandom(900 + n);
    const shop = await createShop(open.app.url, `Shop ${n}`);
    const scope = open.app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
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

      const overview = await open.read(shop, 'overview', query);
      const { window, previousWindow } = overview.meta;
      assert.deepEqual(
        [Date.parse(window.from), Date.parse(window.to)],
        [Math.floor(fromMs / quarterMs) * quarterMs, Math.ceil(toMs / quarterMs) * quarterMs],
      );
      assert.equal(previousWindow.to, window.from);
      assert.deepEqual(valuesOf(overview.data, 'value'), figuresOf(within(window)));
      assert.deepEqual(valuesOf(overview.data, 'previous'), figuresOf(within(previousWindow)));

      const breakdown = (await open.read(shop, 'breakdown', query)).data;
      assert.deepEqual(breakdown, {
        byPlacement: figuresBy(within(window), 'placementId'),
        byStrategy: figuresBy(within(window), 'strategy'),
      });

      const { timeZone: _, ...inUtc } = query;
      const top = await open.read(shop, 'top-products', { ...inUtc, by: 'revenue' });
      assert.deepEqual(
        top.data.map(({ name, ...product }: Json) => product),
        topProductsOf(within(top.meta.window), 'revenue'),
      );

      const days = (await open.read(shop, 'timeseries', query)).data;
      assertTiles(days, window);
      const byDay = Map.groupBy(within(window), ({ atMs }) => localDay(timeZone, atMs));
      for (const { start, end, local, ...kpis } of days) {
        assert.equal(local, localDay(timeZone, Date.parse(start)));
        assert.notEqual(local, end === window.to ? '' : localDay(timeZone, Date.parse(end)));
        assert.deepEqual(kpis, figuresOf(byDay.get(local) ?? []), `${local} from ${start}`);
      }
    }
  });
