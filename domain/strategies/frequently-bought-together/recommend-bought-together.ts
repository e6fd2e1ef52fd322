import { maxOrderProducts } from '../../cooccurrence/scope-baskets.ts';
import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { bestFirst, type Ranked } from '../neighbours/best-first.ts';
import { readInParts } from '../neighbours/read-in-parts.ts';
import { scoreBehind, togetherWith } from '../neighbours/together-with.ts';
import { type Voters, vote } from '../neighbours/voters.ts';
import { areBoughtTogether, type BoughtTogether } from './bought-together.ts';
import { nearestOrders } from './nearest-orders.ts';
import { rarity } from './rarity.ts';
import { countedTogether, type Supported, withEvidence } from './with-evidence.ts';

/** Of one question, which clears them first. By joint number of a product: its votes; its place among the best, and in the cart, from 1. */
const votes = createSparseSums();
const placesOfBest = createSparseSums();
const placesInCart = createSparseSums();

/** What is bought with a cart. It is to be read before the next question is asked. */
export type BoughtWithCart = {
  /** The best of them, the best first, made as they are read; if more than `mostAskedAtFirst` are wanted, whatever else is in an order with a product of the cart stands behind. */
  best(limit: number): Iterable<Candidate<BoughtTogether>>;
  /** Whether there are orders with a product of the cart that have not voted. */
  isCut: boolean;
};

/**
 * Products of the orders that are most like the cart (the nearest neighbours, `nearestOrders`), which vote for their other products by similarity × the root
 * of the product's rarity. Each answer names the product of the cart that most of its voters had, with the exact counts of that pair, which are counted once they are read; pairs below
 * `minSupport` orders are left out. The cost is bounded by the orders that are looked at, and for what is read of the evidence by the orders of those products. Null if there is nothing to go by.
 */
export function findBoughtTogether(
  shards: readonly ScopeInteractions[],
  anchors: readonly string[],
  minSupport: number,
): BoughtWithCart | null {
  const allOrders = shards.reduce((sum, { baskets }) => sum + baskets.orders.kept, 0);
  const cart = [...new Set(anchors)];
  if (cart.length === 0 || allOrders === 0) return null;
  const joint = jointItemsOf(shards);
  placesInCart.clear();
  const numbers = Int32Array.from(cart, joint.find);
  for (const [place, number] of numbers.entries()) if (number >= 0) placesInCart.add(number, place + 1);
  const voters = nearestOrders(shards, joint, numbers, allOrders);
  votes.clear();
  vote(votes, voters);
  const scored = scoreVoted(shards, joint, allOrders);
  const { isCut } = voters;
  /** A pair that enough voters hold has support; the others are counted, unless all orders with a product of the cart have voted. */
  const supportedOf = (best: readonly Ranked[]): Candidate<BoughtTogether>[] => {
    const anchors = anchorsOf(best, cart, voters);
    const supported = best.flatMap((one, place) => {
      const anchor = anchors.of[place] ?? 0;
      const pair = [numbers[anchor] ?? -1, one.number] as const;
      const isSure = (anchors.voters[place] ?? 0) >= minSupport;
      return isSure || (isCut && areBoughtTogether(shards, joint, pair, minSupport))
        ? [{ ...one, anchorProductId: cart[anchor] ?? '' }]
        : [];
    });
    return withEvidence(shards, joint, supported, allOrders);
  };
  const asked = { shards, joint, cart, numbers, minSupport, allOrders };
  const othersOf = (named: ReadonlySet<string>, least: number) => othersBoughtWith(asked, named, least);
  return {
    isCut,
    best: (limit) =>
      readInParts(
        () => bestFirst(joint, scored, (place) => scored.popularity[place] ?? 0, scored.count),
        supportedOf,
        limit,
        limit > mostAskedAtFirst && isCut ? othersOf : undefined,
      ),
  };
}

/** A cart: its products, their joint numbers, and what is asked of pairs. */
type Asked = {
  shards: readonly ScopeInteractions[];
  joint: JointItems;
  cart: readonly string[];
  numbers: Int32Array;
  minSupport: number;
  allOrders: number;
};

/** Whatever is in `minSupport` orders with one product of the cart, but for the cart and those that are named, behind a score of `least`; made some at once as they are read. */
function* othersBoughtWith(
  { shards, joint, cart, numbers, minSupport, allOrders }: Asked,
  named: ReadonlySet<string>,
  least: number,
): Generator<Candidate<BoughtTogether>> {
  const isLeftOut = (number: number) => numbers.includes(number) || named.has(joint.nameOf(number));
  const groups = shards.map(({ baskets }) => baskets.orders);
  let mostCount = 0;
  let some: Supported[] = [];
  for (const { number, anchor, count } of togetherWith(groups, joint, numbers, isLeftOut)) {
    if (count < minSupport) break;
    mostCount ||= count;
    const score = scoreBehind(least, count, mostCount);
    some.push({ number, productId: joint.nameOf(number), score, anchorProductId: cart[anchor] ?? '' });
    if (some.length < countedTogether) continue;
    yield* withEvidence(shards, joint, some, allOrders);
    some = [];
  }
  yield* withEvidence(shards, joint, some, allOrders);
}

type Scored = { count: number; numbers: Int32Array; scores: Float64Array; popularity: Float64Array };

/** The products that were voted for and are not in the cart, with their scores and how many orders have them. */
function scoreVoted(shards: readonly ScopeInteractions[], joint: JointItems, allOrders: number): Scored {
  const voted = votes.numbers();
  const numbers = new Int32Array(voted.length);
  let count = 0;
  for (let n = 0; n < voted.length; n++) {
    const number = voted[n] ?? 0;
    if (placesInCart.of(number) === 0) numbers[count++] = number;
  }
  const others = numbers.subarray(0, count);
  const popularity = new Float64Array(count);
  const scores = new Float64Array(count);
  for (const [shard, { baskets }] of shards.entries())
    baskets.orders.addCounts(others, joint.itemsOf(shard), popularity);
  for (let n = 0; n < count; n++)
    scores[n] = votes.of(others[n] ?? 0) * Math.sqrt(rarity(popularity[n] ?? 0, allOrders));
  return { count, numbers: others, scores, popularity };
}

/** For each of the best the product of the cart that most of the voters with it had too, the last named of equal ones: its place in the cart, and how many voters. */
function anchorsOf(
  best: readonly Ranked[],
  cart: readonly string[],
  voters: Voters,
): { of: Int32Array; voters: Int32Array } {
  placesOfBest.clear();
  for (const [place, { number }] of best.entries()) placesOfBest.add(number, place + 1);
  const rowsOfVoter = new Int32Array(maxOrderProducts);
  const anchorsOfVoter = new Int32Array(maxOrderProducts);
  const votersOfPair = new Int32Array(best.length * cart.length);
  for (let voter = 0; voter < voters.count; voter++) {
    let [anchors, rows] = [0, 0];
    for (let at = voters.starts[voter] ?? 0, end = voters.starts[voter + 1] ?? 0; at < end; at++) {
      const number = voters.numbers[at] ?? 0;
      const place = placesOfBest.of(number);
      if (place > 0) rowsOfVoter[rows++] = (place - 1) * cart.length;
      else if (placesInCart.of(number) > 0) anchorsOfVoter[anchors++] = placesInCart.of(number) - 1;
    }
    for (let row = 0; row < rows; row++)
      for (let anchor = 0; anchor < anchors; anchor++) {
        const at = (rowsOfVoter[row] ?? 0) + (anchorsOfVoter[anchor] ?? 0);
        votersOfPair[at] = (votersOfPair[at] ?? 0) + 1;
      }
  }
  const found = { of: new Int32Array(best.length), voters: new Int32Array(best.length) };
  for (let place = 0; place < best.length; place++)
    for (let anchor = 0; anchor < cart.length; anchor++) {
      const count = votersOfPair[place * cart.length + anchor] ?? 0;
      if (count < (found.voters[place] ?? 0)) continue;
      found.voters[place] = count;
      found.of[place] = anchor;
    }
  return found;
}
