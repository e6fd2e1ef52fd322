import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { rarity } from './rarity.ts';

/** Most recent orders of a product that are looked at, all shards together, fewer where the products are many; and the most similar of them all that vote. */
const sampledOrders = 300;
const sampledTogether = 4_000;
const neighbours = 150;
/** Of the orders of a product that are looked at, what the oldest loses: assortments and seasons change, and newer orders tell more. */
const lostWithAge = 0.8;

/** An order that shares products with the cart. `items` are those of its shard. */
type NearOrder = { shard: number; items: Int32Array; similarity: number };

/** By slot of the shard at hand, which clears it first. */
const shared = createSparseSums();

/**
 * The orders most like the cart, over all shards (in partition order), the most similar first; ties in the order of shards, and within one of
 * finding. S-kNN (Jannach, Ludewig: When Recurrent Neural Networks meet the Neighborhood, RecSys 2017) over orders instead of sessions: similarity is the sum
 * of the shared products' rarity, less for older orders, divided by the root of the order's size. `cart`: distinct products; `orders`: all that are kept.
 */
export function nearestOrders(
  shards: readonly ScopeInteractions[],
  cart: readonly string[],
  orders: number,
): NearOrder[] {
  const sampled = Math.ceil(Math.min(sampledOrders, sampledTogether / cart.length) / shards.length);
  const having = new Int32Array(sampled);
  const rarities = cart.map((productId) => {
    const withIt = shards.reduce((sum, { items, baskets }) => sum + baskets.orders.countWith(items.find(productId)), 0);
    return rarity(withIt, orders);
  });
  const found: { shard: number; slot: number; similarity: number }[] = [];
  for (const [shard, { items, baskets }] of shards.entries()) {
    shared.clear();
    for (const [place, productId] of cart.entries()) {
      const some = baskets.orders.slotsWith(items.find(productId), sampled, having);
      for (let n = 0; n < some; n++)
        shared.add(having[n] ?? 0, (rarities[place] ?? 0) * (1 - (lostWithAge * n) / sampled));
    }
    for (const slot of shared.numbers()) {
      const size = baskets.orders.sizeAt(slot);
      // An order of one product has nothing to propose.
      if (size > 1) found.push({ shard, slot, similarity: shared.of(slot) / Math.sqrt(size) });
    }
  }
  const least = leastOfBest(found.length, neighbours, (n) => found[n]?.similarity ?? 0);
  return found
    .filter(({ similarity }) => similarity >= least)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, neighbours)
    .map(({ shard, slot, similarity }) => ({
      shard,
      similarity,
      items: shards[shard]?.baskets.orders.itemsAt(slot) ?? new Int32Array(0),
    }));
}
