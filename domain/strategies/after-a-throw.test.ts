import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { recommendBoughtTogether, recommendCollaborative, recommendSession } from '#testing/recommended.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import type { ScopeInteractions } from '../interactions/scope-interactions.ts';
import type { ListsInPlace } from '../memory/int-lists.ts';
import { createNeighbourFinder } from './content-based/find-neighbours.ts';
import { createIndexedItems } from './content-based/indexed-items.ts';
import { createWordWeights } from './content-based/word-weights.ts';

let ids = 0;
/** Twelve shoppers, each with an order of three neighbouring products of eight. */
function shardOf(): ScopeInteractions {
  const shard = createInteractionShard();
  for (let shopper = 0; shopper < 12; shopper++)
    for (let n = 0; n < 3; n++) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(++ids, 12);
      const purchase = { orderId: `o${shopper}`, priceE4: 1n, quantity: 1, currency: null };
      const event = { id, userId: `u${shopper}`, productId: `p${(shopper + n) % 8}`, timestampMs: ids };
      shard.apply(plainEvent({ ...event, type: 'purchase', purchase }));
    }
  return shard.scope(1) ?? assert.fail('the events are there');
}
const fails = (): never => {
  throw new RangeError('a shard that cannot be read');
};
/** A shard that breaks at the third reading of `read`, when the question is half done. */
function breaking<Read extends (...args: never[]) => unknown>(read: Read): Read {
  let left = 2;
  return ((...args) => (left-- > 0 ? read(...args) : fails())) as Read;
}
const breakingList = <Lists extends ListsInPlace>(lists: Lists): Lists => ({
  ...lists,
  arrayOf: breaking(lists.arrayOf),
});
const good = shardOf();
const anchors = ['p0', 'p1', 'p2', 'p3'];

test('a question of collaborative that throws leaves nothing to the next', () => {
  const { sets } = good.sessions;
  const { shoppers } = good;
  const ask = (shard: ScopeInteractions) => recommendCollaborative([shard], anchors, 10);
  const before = ask(good);
  assert.ok(before.length > 0, 'control');
  for (const broken of [
    { ...good, sessions: { ...good.sessions, sets: { ...sets, slotsWith: breaking(sets.slotsWith) } } },
    { ...good, sessions: { ...good.sessions, sets: { ...sets, members: breakingList(sets.members) } } },
    { ...good, sessions: { ...good.sessions, sets: { ...sets, addCounts: fails } } },
    { ...good, shoppers: { ...shoppers, refsWith: breakingList(shoppers.refsWith) } },
    { ...good, shoppers: { ...shoppers, histories: breakingList(shoppers.histories) } },
  ] satisfies ScopeInteractions[]) {
    assert.throws(() => ask(broken), RangeError);
    assert.deepEqual(ask(good), before);
  }
});

test('a question of session that throws leaves nothing to the next', () => {
  const { sets } = good.sessions;
  const ask = (shard: ScopeInteractions) => recommendSession([shard], { products: anchors, kept: null }, 1, 10);
  const before = ask(good);
  assert.ok(before.length > 0, 'control');
  for (const broken of [
    { ...sets, slotsWith: breaking(sets.slotsWith) },
    { ...sets, members: breakingList(sets.members) },
    { ...sets, addCounts: fails },
  ]) {
    assert.throws(() => ask({ ...good, sessions: { ...good.sessions, sets: broken } }), RangeError);
    assert.deepEqual(ask(good), before);
  }
});

test('a question of what is bought together that throws leaves nothing to the next', () => {
  const { baskets } = good;
  const ask = (shard: ScopeInteractions) =>
    recommendBoughtTogether([shard], anchors, 1, 10).map((one) => ({ ...one, evidence: { ...one.evidence } }));
  const before = ask(good);
  assert.ok(before.length > 0, 'control');
  const { orders } = baskets;
  for (const broken of [
    { ...orders, slotsWith: breaking(orders.slotsWith) },
    { ...orders, sizeAt: breaking(orders.sizeAt) },
    { ...orders, members: breakingList(orders.members) },
    { ...orders, addCounts: fails },
    { ...orders, addCountsWith: fails },
  ]) {
    assert.throws(() => ask({ ...good, baskets: { ...baskets, orders: broken } }), RangeError);
    assert.deepEqual(ask(good), before);
  }
});

test('a search for similar items that throws leaves nothing to the next', () => {
  const items = createIndexedItems();
  const weights = createWordWeights(items);
  for (const name of ['red mug', 'blue mug', 'red lamp', 'brass lamp'])
    weights.change(items.put(plainItem({ productId: name, name, category: name.slice(-4) })));
  weights.refresh();
  const before = createNeighbourFinder(items, weights)(0);
  assert.ok(before.slots.length > 0, 'control');
  let lengthsOf: typeof weights.lengthsOf = fails;
  const find = createNeighbourFinder(items, { ...weights, lengthsOf: (slots) => lengthsOf(slots) });
  assert.throws(() => find(2), RangeError);
  lengthsOf = weights.lengthsOf;
  assert.deepEqual(find(0), before);
});
