import { maxOrderProducts } from '../../cooccurrence/scope-baskets.ts';
import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { type Voters, vote } from '../neighbours/voters.ts';
import { byRank } from '../rank.ts';
import { type BoughtTogether, countBoughtTogether } from './bought-together.ts';
import { nearestOrders } from './nearest-orders.ts';
import { rarity } from './rarity.ts';

/** Of one question, which clears them first. By joint number of a product: its votes; its place among the best, and in the cart, from 1. */
const votes = createSparseSums();
const placesOfBest = createSparseSums();
const placesInCart = createSparseSums();

type Ranked = { number: number; productId: string; score: number; popularity: number };

/**
 * Products of the orders that are most like the cart (the nearest neighbours, `nearestOrders`), which vote for their other products by similarity × the root
 * of the product's rarity. Each answer names the product of the cart that most of its voters had, with the exact counts of that pair; pairs below `minSupport` orders are left
 * out. The cost is bounded: by the orders that are looked at, and by the orders of the products that are answered.
 */
export function recommendBoughtTogether(
  shards: readonly ScopeInteractions[],
  anchors: readonly string[],
  minSupport: number,
  limit: number,
): Candidate<BoughtTogether>[] {
  const allOrders = shards.reduce((sum, { baskets }) => sum + baskets.orders.kept, 0);
  const cart = [...new Set(anchors)];
  if (cart.length === 0 || allOrders === 0) return [];
  const joint = jointItemsOf(shards);
  placesInCart.clear();
  for (const [place, productId] of cart.entries()) {
    const number = joint.find(productId);
    if (number >= 0) placesInCart.add(number, place + 1);
  }
  const voters = nearestOrders(shards, cart, allOrders);
  votes.clear();
  vote(votes, joint, voters);
  const scored = scoreVoted(shards, joint, allOrders);
  const supported: Candidate<BoughtTogether>[] = [];
  // Pairs are counted for as many as are wanted, and for more only if some of those have too little support.
  for (let [done, wanted] = [0, limit]; ; [done, wanted] = [wanted, 3 * wanted]) {
    const best = bestOf(joint, scored, wanted);
    const next = best.slice(done);
    const evidence = collectEvidence(shards, joint, next, cart, voters, allOrders);
    for (const [place, { productId, score }] of next.entries()) {
      const found = evidence[place];
      if (found !== undefined && found.orders >= minSupport) supported.push({ productId, score, evidence: found });
    }
    if (supported.length >= limit || best.length < wanted) return supported.slice(0, limit);
  }
}

type Scored = { numbers: Int32Array; scores: Float64Array; popularity: Float64Array };

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
  return { numbers: others, scores, popularity };
}

/** The best by score; ties by popularity, then by id. */
function bestOf(joint: JointItems, { numbers, scores, popularity }: Scored, wanted: number): Ranked[] {
  const least = leastOfBest(scores, numbers.length, wanted);
  const best: Ranked[] = [];
  for (let n = 0; n < numbers.length; n++) {
    const [number, score] = [numbers[n] ?? 0, scores[n] ?? 0];
    if (score >= least) best.push({ number, productId: joint.nameOf(number), score, popularity: popularity[n] ?? 0 });
  }
  return best.sort(byRank).slice(0, wanted);
}

/** For each of the best its counts with the product of the cart that most of the voters with it had too, the last named of equal ones. */
function collectEvidence(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  best: readonly Ranked[],
  cart: readonly string[],
  voters: Voters,
  allOrders: number,
): BoughtTogether[] {
  placesOfBest.clear();
  for (const [place, { number }] of best.entries()) placesOfBest.add(number, place + 1);
  const rowsOfVoter = new Int32Array(maxOrderProducts);
  const anchorsOfVoter = new Int32Array(maxOrderProducts);
  const votersOfPair = new Int32Array(best.length * cart.length);
  for (let voter = 0; voter < voters.count; voter++) {
    const numbers = joint.numbersOf(voters.shards[voter] ?? 0);
    const items = voters.arrays[voter] ?? numbers;
    let [anchors, rows] = [0, 0];
    for (let at = voters.starts[voter] ?? 0, end = voters.ends[voter] ?? 0; at < end; at++) {
      const number = numbers[items[at] ?? 0] ?? 0;
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
  const placesByAnchor = Map.groupBy(best.keys(), (place) => {
    const ofCart = votersOfPair.subarray(place * cart.length, (place + 1) * cart.length);
    return ofCart.lastIndexOf(Math.max(...ofCart));
  });
  const evidence: BoughtTogether[] = new Array(best.length);
  for (const [anchor, places] of placesByAnchor) {
    const products = Int32Array.from(places, (place) => best[place]?.number ?? -1);
    const counts = countBoughtTogether(shards, cart[anchor] ?? '', products, allOrders);
    for (const [n, found] of counts.entries()) evidence[places[n] ?? 0] = found;
  }
  return evidence;
}
