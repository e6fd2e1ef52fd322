import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { recommendBoughtTogether } from '#testing/recommended.ts';
import type { ShopEvent } from '../../events/shop-event.ts';
import { createInteractionShard } from '../../interactions/interaction-shard.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { withScore } from '../candidate.ts';

type Line = { userId: string; productId: string; orderId: string };
const lines = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v'),
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    orderId: fc.constantFrom('o1', 'o2', 'o3', 'o4', 'o5'),
  }),
  { maxLength: 60 },
);
const carts = fc.uniqueArray(fc.constantFrom<string[]>('a', 'b', 'c'), { minLength: 1 });

const purchased = ({ userId, productId, orderId }: Line, n: number): ShopEvent => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(n + 1, 12);
  const purchase = { orderId, priceE4: 1n, quantity: 1, currency: null };
  return plainEvent({ id, type: 'purchase', userId, productId, timestampMs: n, purchase });
};
/** Each shopper in a shard of two, as partitions have it. */
function shardsOf(list: readonly Line[]): ScopeInteractions[] {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const [n, line] of list.entries()) shards[line.userId === 'u' ? 0 : 1]?.apply(purchased(line, n));
  return shards.flatMap((shard) => shard.scope(1) ?? []);
}
const ordersOf = (list: readonly Line[]): Set<string>[] =>
  [...Map.groupBy(list, ({ userId, orderId }) => `${userId} ${orderId}`).values()].map(
    (order) => new Set(order.map(({ productId }) => productId)),
  );

test('support, confidence and lift of each answer equal a recount, on any prefix', () => {
  fc.assert(
    fc.property(lines, fc.nat(60), carts, fc.constantFrom(1, 2), (list, cut, cart, minSupport) => {
      const prefix = list.slice(0, cut);
      const orders = ordersOf(prefix);
      const withAll = (...products: string[]) =>
        orders.filter((order) => products.every((product) => order.has(product))).length;
      const found = recommendBoughtTogether(shardsOf(prefix), cart, minSupport, 10);
      for (const { productId, evidence } of found) {
        const { anchorProductId, support, confidence, lift } = evidence;
        assert.ok(cart.includes(anchorProductId) && evidence.orders >= minSupport);
        const both = withAll(productId, anchorProductId);
        const [anchor, product] = [withAll(anchorProductId), withAll(productId)];
        assert.deepEqual(
          [evidence.orders, evidence.anchorOrders, evidence.productOrders, evidence.allOrders],
          [both, anchor, product, orders.length],
        );
        assert.deepEqual([support, confidence], [both / orders.length, both / anchor]);
        assert.ok(
          Math.abs(lift - both / orders.length / ((anchor / orders.length) * (product / orders.length))) < 1e-9,
        );
      }
      const shared = [...'abcdef'].filter(
        (product) => !cart.includes(product) && cart.some((anchor) => withAll(anchor, product) > 0),
      );
      if (minSupport === 1) assert.deepEqual(found.map(({ productId }) => productId).sort(), shared);
      const scores = found.map(({ score }) => score);
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
      );
    }),
    { seed: 12, numRuns: 300 },
  );
});

const order = (orderId: string, products: string): Line[] =>
  [...products].map((productId) => ({ userId: 'u', productId, orderId }));

test('control: without one of the purchases the counts are others', () => {
  const list = [...order('o1', 'ab'), ...order('o2', 'ab'), ...order('o3', 'ac')];
  const countsOf = (of: readonly Line[]) => recommendBoughtTogether(shardsOf(of), ['a'], 1, 1)[0]?.evidence.orders;
  assert.deepEqual([countsOf(list), countsOf(list.slice(1))], [2, 1]);
});

test('a cart is one context: an order with all of it tells more than orders with a part', () => {
  const list = [...order('o1', 'abc'), ...order('o2', 'ad'), ...order('o3', 'be'), ...order('o4', 'af')];
  assert.equal(recommendBoughtTogether(shardsOf(list), ['a', 'b'], 1, 1)[0]?.productId, 'c');
  assert.notEqual(recommendBoughtTogether(shardsOf(list), ['a'], 1, 1)[0]?.productId, 'c', 'control');
});

test('a product with too little support leaves its place to the next ones', () => {
  const rare = Array.from({ length: 20 }, (_, n) => order(`r${n}`, `a${String.fromCharCode(0x3b1 + n)}`)).flat();
  const list = [...order('o1', 'abcdefghijkl'), ...order('o2', 'abcdefghijkl'), ...rare];
  const ordersOfPairs = (minSupport: number) =>
    recommendBoughtTogether(shardsOf(list), ['a'], minSupport, 4).map(({ evidence }) => evidence.orders);
  assert.deepEqual(ordersOfPairs(2), [2, 2, 2, 2]);
  assert.deepEqual(ordersOfPairs(1), [1, 1, 1, 1], 'control');
});

test('a cart looks at a bounded number of orders, whatever it holds', () => {
  const cart = Array.from({ length: 100 }, (_, n) => `p${n}`);
  const list = cart.flatMap((productId) => ['o1', 'o2'].map((orderId) => ({ userId: 'u', productId, orderId })));
  const looksOf = (asked: readonly string[]): number => {
    let most = 0;
    const shards = shardsOf(list).map((shard) => {
      const { orders } = shard.baskets;
      const slotsWith: typeof orders.slotsWith = (item, some, into) => {
        most += some;
        return orders.slotsWith(item, some, into);
      };
      return { ...shard, baskets: { ...shard.baskets, orders: { ...orders, slotsWith } } };
    });
    recommendBoughtTogether(shards, asked, 1, 10);
    return most;
  };
  assert.deepEqual([looksOf(cart), looksOf(['p0'])], [4_000, 300]);
});

test('pairs are counted for the evidence that is read, by tens, and for no other', () => {
  const list = ['o1', 'o2', 'o3'].flatMap((orderId) =>
    Array.from({ length: 60 }, (_, n) => ({ userId: 'u', productId: `p${n}`, orderId })),
  );
  let counted = 0;
  const shards = shardsOf(list).map((shard) => {
    const { orders } = shard.baskets;
    const addCountsWith: typeof orders.addCountsWith = (item, others, sums) => {
      counted += others.length;
      orders.addCountsWith(item, others, sums);
    };
    return { ...shard, baskets: { ...shard.baskets, orders: { ...orders, addCountsWith } } };
  });
  const found = recommendBoughtTogether(shards, ['p0'], 2, 50);
  assert.deepEqual([found.length, counted], [50, 0]);
  assert.equal(found[0]?.evidence.orders, 3);
  assert.equal(counted, 12);
  assert.deepEqual(new Set(found.slice(0, 12).map(({ evidence }) => evidence.lift)), new Set([1]));
  assert.equal(counted, 12, 'once');
  const last = found.at(-1) ?? assert.fail();
  assert.equal(JSON.parse(JSON.stringify(withScore(last, 1))).evidence.orders, 3);
  assert.ok(counted > 12, 'control');
});
