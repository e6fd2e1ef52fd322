import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { weightOf } from '../events/weight.ts';
import { createInteractionShard } from './interaction-shard.ts';

const hourMs = 3_600_000;
const nowMs = 1_000_000 * hourMs;
type Act = { type: ShopEvent['type']; userId: string; productId: string; hoursAgo: number };

const act = (type: Act['type'], userId = 'u', productId = 'a', hoursAgo = 0): Act => ({
  ...{ type, userId, productId, hoursAgo },
});
const shardOf = (acts: readonly Act[], restarts: readonly number[] = []) => {
  let shard = createInteractionShard();
  for (const [n, { hoursAgo, type, ...who }] of acts.entries()) {
    if (restarts.includes(n)) shard = createInteractionShard({ from: shard.snapshot() });
    const id = Buffer.alloc(16, n + 1);
    const purchase = type === 'purchase' ? { orderId: null, priceE4: 1n, quantity: 1, currency: null } : null;
    shard.apply(plainEvent({ ...who, id, type, purchase, timestampMs: nowMs - hoursAgo * hourMs }));
    // Asked on the way, so that windows that are kept from question to question are kept right.
    shard.scope(1)?.hours.sumsOf(24 * hourMs, nowMs);
  }
  return shard.scope(1) ?? assert.fail('something happened');
};

/** By product the weight and the number of interactions of all time, and the same of the last hour. */
function sumsOf(scope: ReturnType<typeof shardOf>, windowMs: number | null): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {};
  scope.hours.sumsOf(windowMs, nowMs).each((item, weight, count) => {
    if (weight !== 0 || count !== 0) sums[scope.items.nameOf(item)] = [weight, count];
  });
  return sums;
}

/** Of all time, by definition: what a shopper does again to a product in an hour does not count, and what was put into a cart last counts no more once it is taken out of it. */
function recount(acts: readonly Act[]): Record<string, [number, number]> {
  const sums: Record<string, [number, number]> = {};
  const carted = new Set<string>();
  const counted = new Set<string>();
  const count = (productId: string, weight: number, by: number) => {
    const [sum, number] = sums[productId] ?? [0, 0];
    sums[productId] = [sum + weight * by, number + by];
  };
  for (const { type, userId, productId, hoursAgo } of acts) {
    const line = `${userId} ${productId}`;
    const touch = `${line} ${type} ${hoursAgo}`;
    const isCounted = weightOf(type) > 0 && !counted.has(touch);
    counted.add(touch);
    if (type === 'remove_from_cart' && carted.delete(line)) count(productId, weightOf('add_to_cart'), -1);
    if (isCounted) count(productId, weightOf(type), 1);
    if (isCounted && type === 'add_to_cart') carted.add(line);
    if (type === 'purchase') carted.delete(line);
  }
  return Object.fromEntries(Object.entries(sums).filter(([, [weight, number]]) => weight !== 0 || number !== 0));
}

const acts = fc.array(
  fc.record({
    type: fc.constantFrom(
      'product_viewed' as const,
      'add_to_cart' as const,
      'remove_from_cart' as const,
      'purchase' as const,
    ),
    userId: fc.constantFrom('u', 'v'),
    productId: fc.constantFrom('a', 'b'),
    hoursAgo: fc.nat(30),
  }),
  { minLength: 1, maxLength: 60 },
);

test('a product that is taken out of the cart weighs as if it had not been put there, restored on the way or not', () => {
  fc.assert(
    fc.property(acts, fc.array(fc.nat(60), { maxLength: 2 }), (list, restarts) => {
      fc.pre(list[0]?.type !== 'remove_from_cart');
      const [scope, again] = [shardOf(list, restarts), shardOf(list)];
      assert.deepEqual(sumsOf(scope, null), recount(list));
      assert.deepEqual(sumsOf(scope, 24 * hourMs), sumsOf(again, 24 * hourMs));
    }),
    { seed: 13, numRuns: 150 },
  );
});

test('control: what is not in the cart of this shopper, or was bought, is not taken back', () => {
  const added = [act('add_to_cart'), act('product_viewed', 'v', 'b')];
  const all = { a: [3, 1], b: [1, 1] };
  assert.deepEqual(sumsOf(shardOf(added), null), all);
  assert.deepEqual(sumsOf(shardOf([...added, act('remove_from_cart', 'v')]), null), all);
  assert.deepEqual(sumsOf(shardOf([...added, act('remove_from_cart', 'u', 'b')]), null), all);
  assert.deepEqual(sumsOf(shardOf([...added, act('remove_from_cart')]), null), { b: [1, 1] });
  assert.deepEqual(sumsOf(shardOf([...added, act('purchase'), act('remove_from_cart')]), null), { ...all, a: [8, 2] });
});

test('it is taken back in the window in which it counted, and from what the shopper weighs', () => {
  const scope = shardOf([act('add_to_cart', 'u', 'a', 20), act('product_viewed', 'u', 'b'), act('remove_from_cart')]);
  assert.deepEqual(Object.keys(sumsOf(scope, 24 * hourMs)), ['b']);
  const slot = scope.shoppers.find('u');
  assert.deepEqual([scope.shoppers.weightOf(slot), scope.shoppers.eventsOf(slot)], [1, 2]);
});

test('nothing of the cart of an erased shopper is left for whoever gets the place', () => {
  const scope = shardOf([act('add_to_cart'), act('product_viewed', 'v', 'b')]);
  const slot = scope.shoppers.find('u');
  scope.eraseShopper('u');
  assert.equal(scope.carted.take(slot, scope.items.find('a')), null);
});
