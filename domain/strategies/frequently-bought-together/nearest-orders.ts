import { maxOrderProducts } from '../../cooccurrence/scope-baskets.ts';
import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import { addVoter, createVoters, gatherItems, type Voters } from '../neighbours/voters.ts';
import { rarity } from './rarity.ts';

/** Most recent orders of a product that are looked at, all shards together, fewer where the products are many; and the most similar of them all that vote. */
const sampledOrders = 300;
const sampledTogether = 4_000;
const neighbours = 150;
/** Of the orders of a product that are looked at, what the oldest loses: assortments and seasons change, and newer orders tell more. */
const lostWithAge = 0.8;

/** `isCut`: whether there are orders with a product of the cart that do not vote. */
type NearestOrders = Voters & { isCut: boolean };

/** By slot of the shard at hand, which clears it first. */
const sharedRarity = createSparseSums();
/** The orders that were found, all shards, one after the other. Of one question, as what is returned. */
let slots = new Int32Array(1_024);
let similarities = new Float64Array(1_024);
let having = new Int32Array(64);
const nearest: NearestOrders = { ...createVoters(neighbours), isCut: false };

/**
 * The orders most like the cart, over all shards (in partition order), the most similar first; ties in the order of shards, and within one of
 * finding. S-kNN (Jannach, Ludewig: When Recurrent Neural Networks meet the Neighborhood, RecSys 2017) over orders instead of sessions: similarity is the sum
 * of the shared products' rarity, less for older orders, divided by the root of the order's size. `cart`: joint numbers of distinct products, -1 for one that nobody has; `orders`: all that are kept. What they share is
 * not told, since a cart may have more products than there are bits. Valid until the next question.
 */
export function nearestOrders(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  cart: Int32Array,
  orders: number,
): NearestOrders {
  const sampled = Math.ceil(Math.min(sampledOrders, sampledTogether / cart.length) / shards.length);
  having = grown(having, sampled);
  const known = shards.map((_, shard) => cart.map((number) => joint.itemsOf(shard)[number] ?? -1));
  const rarities = Float64Array.from(cart, (_, place) => {
    let withIt = 0;
    for (let shard = 0; shard < shards.length; shard++)
      withIt += shards[shard]?.baskets.orders.countWith(known[shard]?.[place] ?? -1) ?? 0;
    return rarity(withIt, orders);
  });
  const ends: number[] = [];
  let found = 0;
  nearest.isCut = false;
  for (const [shard, { baskets }] of shards.entries()) {
    sharedRarity.clear();
    for (let place = 0; place < cart.length; place++) {
      const some = baskets.orders.slotsWith(known[shard]?.[place] ?? -1, sampled, having);
      const rare = rarities[place] ?? 0;
      nearest.isCut ||= some === sampled;
      for (let n = 0; n < some; n++) sharedRarity.add(having[n] ?? 0, rare * (1 - (lostWithAge * n) / sampled));
    }
    const met = sharedRarity.numbers();
    slots = grown(slots, found + met.length);
    similarities = grown(similarities, found + met.length);
    for (let n = 0; n < met.length; n++) {
      const slot = met[n] ?? 0;
      const size = baskets.orders.sizeAt(slot);
      // An order of one product has nothing to propose.
      if (size <= 1) continue;
      slots[found] = slot;
      similarities[found] = sharedRarity.of(slot) / Math.sqrt(size);
      found += 1;
    }
    ends.push(found);
  }
  const least = leastOfBest(similarities, found, neighbours);
  const best: number[] = [];
  for (let n = 0; n < found; n++) if ((similarities[n] ?? 0) >= least) best.push(n);
  best.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b);
  nearest.isCut ||= found > neighbours;
  nearest.count = 0;
  for (let place = 0; place < best.length && place < neighbours; place++) {
    const n = best[place] ?? 0;
    const shard = ends.findIndex((end) => n < end);
    addVoter(nearest, shard, slots[n] ?? 0, similarities[n] ?? 0);
  }
  const items = shards.map(({ baskets }) => baskets.orders.members);
  gatherItems(nearest, items, joint, maxOrderProducts);
  return nearest;
}
