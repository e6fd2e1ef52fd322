import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { byRank } from '../rank.ts';

/** In how many of the anchor's orders the product is too. */
export type BoughtTogether = { kind: 'bought_together'; anchorProductId: string; orders: number; anchorOrders: number };

/*
 * By the joint number of a product, for one question, which clears them first: orders with one anchor and it; its score; and of the anchor that speaks most
 * for it, the orders with both and its place among the anchors, which are good if there is a score. So only what is answered is named.
 */
const together = createSparseSums();
const scores = createSparseSums();
let mostOrders = new Int32Array(1_024);
let bestAnchor = new Int32Array(1_024);

/**
 * Products that share orders with those asked about, ranked by confidence (orders with both / orders with the anchor), summed over
 * the products of a cart. Pairs below `minSupport` orders are left out. Counts are exact over the orders that are kept.
 */
export function recommendBoughtTogether(
  shards: readonly ScopeInteractions[],
  anchors: readonly string[],
  minSupport: number,
  limit: number,
): Candidate<BoughtTogether>[] {
  const joint = jointItemsOf(shards);
  mostOrders = grown(mostOrders, joint.size);
  bestAnchor = grown(bestAnchor, joint.size);
  const asked = new Set(anchors.map(joint.find));
  for (const number of scores.numbers()) mostOrders[number] = 0;
  scores.clear();
  const ordersOfAnchors = anchors.map((anchor, place) => {
    let anchorOrders = 0;
    together.clear();
    for (const [shard, { items, baskets }] of shards.entries()) {
      const item = items.find(anchor);
      if (item < 0) continue;
      anchorOrders += baskets.ordersOf(item);
      baskets.countTogether(item, together, joint.numbersOf(shard));
    }
    for (const number of together.numbers()) {
      const orders = together.of(number);
      if (orders < minSupport || asked.has(number)) continue;
      scores.add(number, orders / anchorOrders);
      if (orders <= (mostOrders[number] ?? 0)) continue;
      mostOrders[number] = orders;
      bestAnchor[number] = place;
    }
    return anchorOrders;
  });
  const found = scores.numbers();
  const scoreAt = (n: number) => scores.of(found[n] ?? 0);
  const least = leastOfBest(found.length, limit, scoreAt);
  const best: { productId: string; score: number; popularity: number; anchor: number }[] = [];
  for (const [n, number] of found.entries()) {
    const score = scoreAt(n);
    const [popularity, anchor] = [mostOrders[number] ?? 0, bestAnchor[number] ?? 0];
    if (score >= least) best.push({ productId: joint.nameOf(number), score, popularity, anchor });
  }
  return best
    .sort(byRank)
    .slice(0, limit)
    .map(({ productId, score, popularity: orders, anchor }) => ({
      productId,
      score,
      evidence: {
        kind: 'bought_together',
        anchorProductId: anchors[anchor] ?? '',
        orders,
        anchorOrders: ordersOfAnchors[anchor] ?? 0,
      },
    }));
}
