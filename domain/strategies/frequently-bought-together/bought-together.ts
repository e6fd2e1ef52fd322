import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';

/**
 * How often a product is in one order with a product of the cart, the anchor: `orders` have both, of `anchorOrders` with the anchor, `productOrders` with the
 * product and `allOrders`. Exact over the orders that are kept. `support` = orders / allOrders, `confidence` = orders / anchorOrders, `lift` = confidence / (productOrders /
 * allOrders).
 */
export type BoughtTogether = {
  kind: 'bought_together';
  anchorProductId: string;
  orders: number;
  anchorOrders: number;
  productOrders: number;
  allOrders: number;
  support: number;
  confidence: number;
  lift: number;
};

/** Counts each of these products (joint numbers) with the anchor, over all shards. */
export function countBoughtTogether(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  anchorProductId: string,
  numbers: Int32Array,
  allOrders: number,
): BoughtTogether[] {
  const number = joint.find(anchorProductId);
  const products = new Int32Array(numbers.length);
  const both = new Float64Array(numbers.length);
  const withProduct = new Float64Array(numbers.length);
  let anchorOrders = 0;
  for (const [shard, { baskets }] of shards.entries()) {
    const itemOf = joint.itemsOf(shard);
    const anchor = itemOf[number] ?? -1;
    baskets.orders.addCounts(numbers, itemOf, withProduct);
    for (let n = 0; n < numbers.length; n++) products[n] = itemOf[numbers[n] ?? 0] ?? -1;
    baskets.orders.addCountsWith(anchor, products, both);
    anchorOrders += baskets.orders.countWith(anchor);
  }
  return Array.from(both, (orders, n) => {
    const productOrders = withProduct[n] ?? 0;
    return {
      kind: 'bought_together',
      anchorProductId,
      orders,
      anchorOrders,
      productOrders,
      allOrders,
      support: orders / allOrders,
      confidence: orders / anchorOrders,
      lift: (orders * allOrders) / (anchorOrders * productOrders),
    };
  });
}

/** Whether at least this many orders have both products (joint numbers). */
export function areBoughtTogether(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  [one, other]: readonly [number, number],
  minSupport: number,
): boolean {
  let orders = 0;
  for (let shard = 0; shard < shards.length && orders < minSupport; shard++) {
    const itemOf = joint.itemsOf(shard);
    const [a, b] = [itemOf[one] ?? -1, itemOf[other] ?? -1];
    if (a >= 0 && b >= 0) orders += shards[shard]?.baskets.orders.countBoth(a, b, minSupport - orders) ?? 0;
  }
  return orders >= minSupport;
}
