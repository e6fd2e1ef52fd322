import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import type { ShopEvent } from '../../events/shop-event.ts';
import { weightOf } from '../../events/weight.ts';
import { leastBusyEvents, mostBusyEvents } from '../../interactions/busy-hours.ts';
import { createInteractionShard, type InteractionShard } from '../../interactions/interaction-shard.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { recommendTrending } from './recommend-trending.ts';
import { trending } from './trending.ts';

const hourMs = 3_600_000;
const nowMs = 1_000_000 * hourMs;
const maxHourlyEvents = leastBusyEvents + 40;

type Act = { type: ShopEvent['type']; userId: string; productId: string; hoursAgo: number };

const eventsOf = (acts: readonly Act[]): ShopEvent[] =>
  acts.map(({ hoursAgo, ...act }, n) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    const purchase = act.type === 'purchase' ? { orderId: `o${n}`, priceE4: 1n, quantity: 1, currency: null } : null;
    return plainEvent({ ...act, id, purchase, timestampMs: nowMs - hoursAgo * hourMs + n });
  });

const applyAll = (shard: InteractionShard, events: readonly ShopEvent[]): InteractionShard => {
  for (const event of events) shard.apply(event);
  return shard;
};
const scopeOf = (shard: InteractionShard): ScopeInteractions => shard.scope(1) ?? assert.fail('something happened');
const foldOf = (events: readonly ShopEvent[]) => scopeOf(applyAll(createInteractionShard(), events));

/** By product the score beside that of the best, and what is counted. */
function trendOf(
  scope: ScopeInteractions,
  most = maxHourlyEvents,
  windowMs = 24 * hourMs,
): Record<string, [number, number]> {
  const found = recommendTrending([scope], windowMs, nowMs, 100, true, most);
  return Object.fromEntries(
    found.map(({ productId, score, evidence }) => [productId, [score / (found[0]?.score ?? 1), evidence.interactions]]),
  );
}

const repeated = (count: number, act: (n: number) => Act): Act[] => Array.from({ length: count }, (_, n) => act(n));
const types = ['product_viewed', 'product_clicked', 'add_to_cart'] as const;
/** A program that goes round `products`. */
const botActs = (count: number, hoursAgo: number, products = 7): Act[] =>
  repeated(count, (n) => ({
    ...{ type: types[n % 3] ?? 'product_viewed', userId: 'bot', productId: `p${n % products}`, hoursAgo },
  }));
const people: Act[] = repeated(30, (n) => ({
  ...{ type: types[n % 3] ?? 'product_viewed', userId: `u${n}`, productId: `p${n % 4}`, hoursAgo: n % 20 },
}));

test('what a shopper does in an hour of more events than a tenant takes for a person is left out of trends, but for what the shopper bought', () => {
  const bought: Act = { type: 'purchase', userId: 'bot', productId: 'p9', hoursAgo: 3 };
  const scope = foldOf(
    eventsOf([...people, bought, ...botActs(maxHourlyEvents + 1, 3), ...botActs(maxHourlyEvents, 5)]),
  );
  const withoutTheHour = foldOf(eventsOf([...people, bought, ...botActs(maxHourlyEvents, 5)]));
  assert.deepEqual(trendOf(scope), trendOf(withoutTheHour));
  assert.notEqual(trendOf(scope).p9, undefined, 'a purchase counts');
  assert.notDeepEqual(trendOf(scope, mostBusyEvents), trendOf(scope), 'control: without the limit the hour counts');
  const uncounted = recommendTrending([scope], 24 * hourMs, nowMs, 100, true);
  assert.deepEqual(
    recommendTrending([scope], 24 * hourMs, nowMs, 100, true, mostBusyEvents),
    uncounted,
    'all that is taken back',
  );
});

/** The definition: the events without those of hours with too many. */
function calm(events: readonly ShopEvent[]): ShopEvent[] {
  const hourOf = ({ userId, timestampMs }: ShopEvent) => `${userId} ${Math.floor(timestampMs / hourMs)}`;
  const isPaid = ({ type }: ShopEvent) => type === 'purchase';
  const counts = new Map<string, number>();
  for (const event of events)
    if (!isPaid(event) && weightOf(event.type) > 0) counts.set(hourOf(event), (counts.get(hourOf(event)) ?? 0) + 1);
  return events.filter((event) => isPaid(event) || (counts.get(hourOf(event)) ?? 0) <= maxHourlyEvents);
}

const anyHistory = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.integer({ min: leastBusyEvents - 3, max: maxHourlyEvents + 60 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 9 }),
      ),
      {
        maxLength: 4,
      },
    ),
    fc.array(
      fc.record({
        type: fc.constantFrom<ShopEvent['type']>(...types, 'purchase'),
        userId: fc.constantFrom('bot', 'u', 'v'),
        productId: fc.constantFrom('p0', 'p1', 'p2', 'p8'),
        hoursAgo: fc.nat(30),
      }),
      { maxLength: 40 },
    ),
  )
  .map(([bots, acts]) =>
    eventsOf([...bots.flatMap(([count, hoursAgo, products]) => botActs(count, hoursAgo, products)), ...acts]),
  );

test('the trend of any events, in any order, is that of the events without the hours that were too busy, wherever the shard was stored and restored', () => {
  fc.assert(
    fc.property(
      anyHistory.chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), fc.nat(events.length)),
      ),
      ([events, shuffled, cut]) => {
        if (events.length === 0) return;
        const restarted = createInteractionShard({
          from: applyAll(createInteractionShard(), shuffled.slice(0, cut)).snapshot(),
        });
        const after = applyAll(restarted, shuffled.slice(cut));
        const whole = applyAll(createInteractionShard(), shuffled);
        assert.deepEqual(after.snapshot(), whole.snapshot());
        const left = calm(events);
        for (const windowMs of [hourMs, 24 * hourMs, 365 * 24 * hourMs]) {
          const expected = left.length === 0 ? {} : trendOf(foldOf(left), mostBusyEvents, windowMs);
          assert.deepEqual(trendOf(scopeOf(after), maxHourlyEvents, windowMs), expected);
        }
      },
    ),
    { seed: 14, numRuns: 60 },
  );
});

test('what was taken out of the cart before or after an hour was busy is not left out a second time', () => {
  const carted = (type: 'add_to_cart' | 'remove_from_cart', productId: string): Act => ({
    type,
    userId: 'bot',
    productId,
    hoursAgo: 2,
  });
  const others: Act[] = ['a', 'b', 'c'].flatMap((productId) =>
    repeated(3, (n) => ({ type: 'add_to_cart', userId: `u${n}`, productId, hoursAgo: 2 })),
  );
  const bot = [
    ...[carted('add_to_cart', 'a'), carted('remove_from_cart', 'a'), carted('add_to_cart', 'b')],
    ...botActs(maxHourlyEvents + 1, 2),
    carted('remove_from_cart', 'b'),
  ];
  assert.deepEqual(trendOf(foldOf(eventsOf([...others, ...bot]))), trendOf(foldOf(eventsOf(others))));
  const kept = trendOf(foldOf(eventsOf([...others, ...bot])), mostBusyEvents);
  assert.deepEqual([kept.a?.[1], kept.b?.[1]], [3, 3], 'control: where the bot counts, so does not what it took out');
});

test('a shopper who is erased leaves a busy hour without a name, and it stays left out', () => {
  const shard = applyAll(createInteractionShard(), eventsOf([...people, ...botActs(maxHourlyEvents + 1, 3)]));
  const before = trendOf(scopeOf(shard));
  assert.deepEqual(
    scopeOf(shard)
      .busy.above(maxHourlyEvents)
      .map(({ userId, hour, events }) => ({ userId, hour, events })),
    [{ userId: 'bot', hour: nowMs / hourMs - 3, events: maxHourlyEvents + 1 }],
  );
  shard.eraseShopper(1, 'bot');
  assert.deepEqual(trendOf(scopeOf(shard)), before);
  assert.equal(scopeOf(shard).busy.above(maxHourlyEvents)[0]?.userId, '');
  assert.equal(shard.snapshot().includes('bot'), false);
});

test('the strategy goes by the setting at once, although its ranking is shared by all questions of a second', () => {
  const shards = [foldOf(eventsOf([...people, ...botActs(maxHourlyEvents + 1, 3)]))];
  const shared = new Map<string, unknown>();
  const state = {
    ...{ shards, nowMs, catalogSize: 0, newest: () => [] },
    content: () => assert.fail('it does not go by content'),
    once<Value>(key: string, make: () => Value): Value {
      if (!shared.has(key)) shared.set(key, make());
      return shared.get(key) as Value;
    },
  };
  const question = {
    ...{ shopper: undefined, history: [], visit: { products: [], kept: null }, productIds: [], wanted: 5 },
  };
  const namedBy = (most: number) => {
    const { candidates } = trending.candidates(state, question, { windowMs: 24 * hourMs, maxHourlyEvents: most });
    return [...candidates].map(({ productId }) => productId);
  };
  assert.equal(namedBy(maxHourlyEvents).includes('p6'), false, 'only the program went to it');
  assert.equal(namedBy(mostBusyEvents).includes('p6'), true);
  assert.equal(namedBy(maxHourlyEvents).includes('p6'), false);
});
