import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import type { Explanation } from '../explanation.ts';
import { describeVoters } from '../neighbours/describe-voters.ts';
import { vote } from '../neighbours/voters.ts';
import { countBoughtTogether } from './bought-together.ts';
import { nearestOrders } from './nearest-orders.ts';

/** Products of the cart that a candidate is counted with, the last of them; and pairs that are told. */
const mostCounted = 20;
const mostPairs = 10;

const votes = createSparseSums();

/** Part `orders` is the sum of the similar orders' votes, `rarity` what a rare product gets beside them, or a common one loses; `together` is of the pair alone, where no similar order has it. */
export function explainBoughtTogether(
  shards: readonly ScopeInteractions[],
  anchors: readonly string[],
  candidates: readonly Candidate[],
): Explanation[] {
  const allOrders = shards.reduce((sum, { baskets }) => sum + baskets.orders.kept, 0);
  const cart = [...new Set(anchors)];
  const joint = jointItemsOf(shards);
  const voters = nearestOrders(shards, joint, Int32Array.from(cart, joint.find), allOrders);
  votes.clear();
  vote(votes, voters);
  const numbers = candidates.map(({ productId }) => joint.find(productId));
  const neighbours = describeVoters('orders', numbers, voters, () => null);
  const counted = cart
    .slice(-mostCounted)
    .map((anchor) => countBoughtTogether(shards, joint, anchor, Int32Array.from(numbers), allOrders));
  return candidates.map(({ score }, place) => {
    const voted = votes.of(numbers[place] ?? -1);
    const pairs = counted
      .flatMap((ofAnchor) => ofAnchor[place] ?? [])
      .map(({ kind: _, ...pair }) => pair)
      .filter(({ orders }) => orders > 0)
      .sort((a, b) => b.orders - a.orders);
    return {
      // Nothing but its pair speaks for what no similar order has.
      parts:
        voted === 0
          ? [{ name: 'together', value: score }]
          : [
              { name: 'orders', value: voted },
              { name: 'rarity', value: score - voted },
            ],
      neighbours: neighbours.slice(place, place + 1),
      pairs: pairs.slice(0, mostPairs),
      pairsLeftOut: Math.max(0, pairs.length - mostPairs) + Math.max(0, cart.length - mostCounted),
    };
  });
}
