import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainEvent } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { findShopper } from './find-shopper.ts';

const partitions = 4;
const shoppers = Array.from({ length: 6 }, (_, n) => `shopper-${n}`);
const partitionOf = (userId: string): number => shoppers.indexOf(userId) % partitions;

/** Walks over 3,000 products, with purchases among them: more than 500 different ones for each shopper. */
function walk(seed: number): ShopEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: 9_000 }, (_, n) => {
    const id = Buffer.alloc(16);
    id.writeUInt32LE(n + 1, 12);
    const isPurchase = random.next() < 0.3;
    const bought = { orderId: `order-${n}`, priceE4: 1n, quantity: 1, currency: null };
    return plainEvent({
      ...{
        id,
        userId: random.pick(shoppers),
        productId: `product-${random.between(1, 3_000)}`,
        timestampMs: n * 60_000,
      },
      ...(isPurchase ? { type: 'purchase', purchase: bought } : {}),
    });
  });
}

/** What a shopper has touched, the last touched at the end, counted from the events. */
const recount = (events: readonly ShopEvent[], userId: string): string[] => [
  ...new Set(
    events
      .filter((event) => event.userId === userId)
      .map(({ productId }) => productId)
      .toReversed(),
  ),
];

/** The shards after these events, each stored and restored `restarts` times on the way. */
function shardsOf(events: readonly ShopEvent[], restarts: readonly number[]) {
  let shards = Array.from({ length: partitions }, () => createInteractionShard());
  for (const [n, event] of events.entries()) {
    if (restarts.includes(n)) shards = shards.map((shard) => createInteractionShard({ from: shard.snapshot() }));
    shards[partitionOf(event.userId)]?.apply(event);
  }
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}

for (const seed of [1, 2, 3])
  test(`all that a shopper has touched and bought is known, however much it is, after restarts too (seed ${seed})`, () => {
    const events = walk(seed);
    const random = createRandom(seed);
    const restarts = Array.from({ length: 3 }, () => random.between(0, events.length - 1));
    const shards = shardsOf(events, restarts);
    const purchases = events.filter(({ type }) => type === 'purchase');
    for (const userId of shoppers) {
      const found = findShopper(shards, userId) ?? assert.fail(`${userId} is not known`);
      const touched = recount(events, userId);
      assert.ok(touched.length > 500, String(touched.length));
      assert.deepEqual(found.products.toReversed(), touched);
      assert.deepEqual(new Set(found.purchases()), new Set(recount(purchases, userId)));
    }
  });

test('control: one event that is left out is missed', () => {
  const events = walk(1);
  const first = events[0] ?? assert.fail();
  const once = events.filter(({ userId, productId }) => userId !== first.userId || productId !== first.productId);
  const found = findShopper(shardsOf(once, []), first.userId);
  assert.notDeepEqual(found?.products.toReversed(), recount(events, first.userId));
});

/** A shopper who has bought `count` products, one a minute. */
function bought(count: number) {
  const events = Array.from({ length: count }, (_, n) => {
    const id = Buffer.alloc(16);
    id.writeUInt32LE(n + 1, 12);
    const purchase = { orderId: `order-${n >> 3}`, priceE4: 1n, quantity: 1, currency: null };
    const timestampMs = 1e9 + n * 60_000;
    return plainEvent({ id, userId: 'shopper-0', productId: `product-${n}`, timestampMs, type: 'purchase', purchase });
  });
  return findShopper(shardsOf(events, [count - 5]), 'shopper-0') ?? assert.fail('the shopper is known');
}

test('of more products than are listed none is new to the shopper', () => {
  const shopper = bought(4_300);
  assert.equal(shopper.products.length, 4_000);
  for (let n = 0; n < 300; n++)
    assert.ok(shopper.wasTouched(`product-${n}`) && shopper.wasBought(`product-${n}`), String(n));
  assert.equal(shopper.wasTouched('product-4299'), false, 'control: it is listed');
  assert.equal(shopper.wasTouched('never heard of'), false);
});

test('more purchases of a few days than are kept with their days are all of these days', () => {
  const day = 86_400_000;
  assert.equal(bought(700).boughtWithin(30, 1e9 + day).length, 700);
  assert.equal(bought(300).boughtWithin(30, 1e9 + 60 * day).length, 0, 'control: it is longer ago');
});
