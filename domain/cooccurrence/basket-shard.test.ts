import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createBasketShard } from './basket-shard.ts';
import { maxOrderProducts } from './scope-baskets.ts';

const purchase = (userId: string, productId: string, orderId: string | null, minute = 0): ShopEvent =>
  plainEvent({
    type: 'purchase',
    userId,
    productId,
    timestampMs: minute * 60_000,
    purchase: { orderId, priceE4: 10_000n, quantity: 1, currency: null },
  });

test('products of one order are partners, each order counted once', () => {
  const shard = createBasketShard();
  for (const order of ['o1', 'o2'])
    for (const product of ['mug', 'saucer', 'mug']) shard.apply(purchase('u', product, order));
  shard.apply(purchase('u', 'spoon', 'o2'));
  assert.equal(shard.ordersOf(1, 'mug'), 2);
  assert.deepEqual(shard.partnersOf(1, 'mug', 10), [
    { productId: 'saucer', orders: 2 },
    { productId: 'spoon', orders: 1 },
  ]);
});

test('without an order id a gap of more than 30 minutes begins another order', () => {
  const shard = createBasketShard();
  shard.apply(purchase('u', 'mug', null, 0));
  shard.apply(purchase('u', 'saucer', null, 30));
  shard.apply(purchase('u', 'spoon', null, 61));
  assert.deepEqual(shard.partnersOf(1, 'saucer', 10), [{ productId: 'mug', orders: 1 }]);
});

test('an order has 100 distinct products at most', () => {
  const shard = createBasketShard();
  for (let n = 0; n <= maxOrderProducts; n++) shard.apply(purchase('u', `p${n}`, 'o'));
  assert.equal(shard.partnersOf(1, 'p0', 1_000).length, maxOrderProducts - 1);
  assert.equal(shard.ordersOf(1, `p${maxOrderProducts}`), 0);
});

const purchases = fc.array(
  fc
    .tuple(
      fc.constantFrom('u', 'v'),
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.constantFrom(null, 'o1', 'o2'),
      fc.integer({ min: 0, max: 200 }),
    )
    .map(([user, product, order, minute]) => purchase(user, product, order, minute)),
  { maxLength: 60 },
);

test('a restart in the middle gives the same bytes, and counts equal a recount', () => {
  fc.assert(
    fc.property(purchases, fc.nat(60), (events, cut) => {
      const whole = createBasketShard();
      for (const event of events) whole.apply(event);
      const first = createBasketShard();
      for (const event of events.slice(0, cut)) first.apply(event);
      const second = createBasketShard(first.snapshot());
      for (const event of events.slice(cut)) second.apply(event);
      assert.deepEqual(second.snapshot(), whole.snapshot());
      for (const product of ['a', 'b', 'c', 'd'])
        assert.deepEqual(second.partnersOf(1, product, 10), whole.partnersOf(1, product, 10));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('control: another order of positions may give other bytes', () => {
  const [a, b] = [createBasketShard(), createBasketShard()];
  a.apply(purchase('u', 'x', 'o1'));
  a.apply(purchase('u', 'y', 'o2'));
  b.apply(purchase('u', 'y', 'o2'));
  b.apply(purchase('u', 'x', 'o1'));
  assert.notDeepEqual(a.snapshot(), b.snapshot());
});
