import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';

/** Orders with the anchor and a product; all zero between two anchors. */
const together = createSparseSums();

/**
 * Products that share orders with those asked about, ranked by confidence (orders with both / orders with the anchor), summed over
 * the products of a cart. Pairs below `minSupport` orders are left out. Counts are exact over the orders that are kept.
 */
export function recommendBoughtTogether(
  shards: readonly ScopeInteractions[],
  anchors: readonly string[],
  minSupport: number,
  limit: number,
): Candidate[] {
  const joint = jointItemsOf(shards);
  const asked = new Set(anchors.map(joint.find));
  const scores = new Map<string, number>();
  const best = new Map<string, { anchorProductId: string; orders: number; anchorOrders: number }>();
  for (const anchor of anchors) {
    let anchorOrders = 0;
    for (const [shard, { items, baskets }] of shards.entries()) {
      const item = items.find(anchor);
      if (item < 0) continue;
      anchorOrders += baskets.ordersOf(item);
      const numbers = joint.numbersOf(shard);
      baskets.countPartners(item, (partner, orders) => together.add(numbers[partner] ?? 0, orders));
    }
    for (const number of together.numbers()) {
      const orders = together.of(number);
      if (orders < minSupport || asked.has(number)) continue;
      const productId = joint.nameOf(number);
      scores.set(productId, (scores.get(productId) ?? 0) + orders / anchorOrders);
      const known = best.get(productId);
      if (known === undefined || orders > known.orders)
        best.set(productId, { anchorProductId: anchor, orders, anchorOrders });
    }
    together.clear();
  }
  return rankCandidates(
    scores,
    limit,
    (productId) => best.get(productId)?.orders ?? 0,
    (productId) => ({
      kind: 'bought_together',
      anchorProductId: '',
      orders: 0,
      anchorOrders: 0,
      ...best.get(productId),
    }),
  );
}
