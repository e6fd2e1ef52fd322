import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { rankCandidates } from '../rank.ts';
import type { Candidate } from '../strategy.ts';

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
  const scores = new Map<string, number>();
  const best = new Map<string, { anchorProductId: string; orders: number; anchorOrders: number }>();
  for (const anchor of anchors) {
    let anchorOrders = 0;
    const together = new Map<string, number>();
    for (const { items, baskets } of shards) {
      const item = items.find(anchor);
      if (item < 0) continue;
      anchorOrders += baskets.ordersOf(item);
      baskets.countPartners(item, (partner, orders) => {
        const productId = items.nameOf(partner);
        together.set(productId, (together.get(productId) ?? 0) + orders);
      });
    }
    for (const [productId, orders] of together) {
      if (orders < minSupport || anchors.includes(productId)) continue;
      scores.set(productId, (scores.get(productId) ?? 0) + orders / anchorOrders);
      const known = best.get(productId);
      if (known === undefined || orders > known.orders)
        best.set(productId, { anchorProductId: anchor, orders, anchorOrders });
    }
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
