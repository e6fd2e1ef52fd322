import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { byRank } from '../rank.ts';
import { findNearest, type Neighbour, type Neighbourhood } from './nearest.ts';

/** Most recent sets of an item that are looked at, all shards together, fewer where the items are many; and the most similar of them all that vote. */
const sampledSets = 500;
const sampledTogether = 4_000;
const neighbours = 100;
/** Items of the shopper's own past that are asked with; later ones weigh more. */
const prefixItems = 20;
/** What shoppers' histories count beside sessions. */
const historyShare = 0.3;
/** One shopper who shares a single product is chance. */
const leastSharedOfHistories = 2;

/** How many visits, or shoppers, voted for a product and share a product of the shopper's with it: the anchor, null if there is none. */
export type SimilarShoppers = {
  kind: 'similar_shoppers';
  neighbours: number;
  of: 'visits' | 'shoppers';
  anchorProductId: string | null;
};

/** Votes of one question, which clears them first. */
const votes = createSparseSums();
/** By number of a product its place among the best, from 1; 0 is none. Of one question, which clears them first. */
const places = createSparseSums();

/** A neighbour in the terms of its shard, with what it shares with the shopper. */
type Voter = { shard: number; similarity: number; shared: number; items: Int32Array };
type Ranked = { number: number; productId: string; score: number; popularity: number };

/**
 * Two views of one model, by inverted indexes over all shards (in partition order). The visit against visits: VMIS-kNN (Kersbergen,
 * Sprangers, Schelter: Serenade, SIGMOD 2022); sessions that share the shopper's recent products vote for their other products by similarity ×
 * idf, where similarity is the sum of linearly decaying weights of the shared products. And the shopper's history against other shoppers' in
 * the same way. `history`: distinct products, the most telling last.
 */
export function recommendCollaborative(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  limit: number,
): Candidate<SimilarShoppers>[] {
  if (shards.length === 0 || history.length === 0) return [];
  const joint = jointItemsOf(shards);
  const prefix = history.slice(-prefixItems);
  const known = shards.map(({ items }) => Int32Array.from(prefix, (productId) => items.find(productId)));
  const sampled = Math.ceil(Math.min(sampledSets, sampledTogether / prefix.length) / shards.length);
  const nearest = (hoodOf: (of: ScopeInteractions) => Neighbourhood) =>
    findNearest(shards.map(hoodOf), known, sampled, neighbours);
  const votersOf = (
    near: readonly Neighbour[],
    itemsAt: (of: ScopeInteractions, place: number) => Int32Array,
  ): Voter[] =>
    near.flatMap(({ shard, place, similarity, shared }) => {
      const of = shards[shard];
      return of === undefined
        ? []
        : [{ shard, similarity: similarity / prefix.length, shared, items: itemsAt(of, place) }];
    });
  const visits = votersOf(nearest(visitsOf), ({ sessions }, place) => sessions.sets.itemsAt(place));
  const shoppers = votersOf(
    nearest(shoppersOf).filter(({ shared }) => countBits(shared) >= leastSharedOfHistories),
    (of, place) => of.shoppers.historyOf(place),
  );
  votes.clear();
  vote(joint, visits, 1);
  vote(joint, shoppers, historyShare);
  const best = bestOf(shards, joint, limit);
  const evidence = collectEvidence(joint, best, prefix, visits, shoppers);
  return best.map(({ productId, score }, place) => ({ productId, score, evidence: evidence(place) }));
}

function vote(joint: JointItems, voters: readonly Voter[], share: number): void {
  for (const { shard, similarity, items } of voters) votes.addEach(items, joint.numbersOf(shard), share * similarity);
}

/** Of what was voted for, by votes × idf; ties by popularity, then by id. */
function bestOf(shards: readonly ScopeInteractions[], joint: JointItems, limit: number): Ranked[] {
  const kept = shards.reduce((sum, { sessions: { sets } }) => sum + sets.kept, 0);
  const voted = votes.numbers();
  const popularity = new Float64Array(voted.length);
  const scores = new Float64Array(voted.length);
  for (const [shard, { sessions }] of shards.entries())
    sessions.sets.addCounts(voted, joint.itemsOf(shard), popularity);
  for (let n = 0; n < voted.length; n++) {
    const number = voted[n] ?? 0;
    scores[n] = votes.of(number) * Math.log(1 + kept / Math.max(1, popularity[n] ?? 0));
  }
  const least = leastOfBest(voted.length, limit, (n) => scores[n] ?? 0);
  const best: Ranked[] = [];
  for (let n = 0; n < voted.length; n++) {
    const [number, score] = [voted[n] ?? 0, scores[n] ?? 0];
    if (score >= least && score > 0)
      best.push({ number, productId: joint.nameOf(number), score, popularity: popularity[n] ?? 0 });
  }
  return best.sort(byRank).slice(0, limit);
}

const visitsOf = ({ sessions: { sets } }: ScopeInteractions): Neighbourhood => ({
  places: sets.kept,
  placesWith: sets.slotsWith,
});

const shoppersOf = ({ shoppers }: ScopeInteractions): Neighbourhood => ({
  places: shoppers.places,
  placesWith: shoppers.slotsWith,
});

/**
 * For each of the best the product of the shopper's that most of the voters had too, the latest of equal ones, and how many of them had
 * both: of visits, or if none voted for it, of shoppers.
 */
function collectEvidence(
  joint: JointItems,
  best: readonly Ranked[],
  prefix: readonly string[],
  visits: readonly Voter[],
  shoppers: readonly Voter[],
): (place: number) => SimilarShoppers {
  places.clear();
  for (const [place, { number }] of best.entries()) places.add(number, place + 1);
  /** By place and product of the prefix. */
  const countShared = (voters: readonly Voter[]): Int32Array => {
    const counts = new Int32Array(best.length * prefix.length);
    for (const { shard, shared, items } of voters) {
      const numbers = joint.numbersOf(shard);
      for (let n = 0; n < items.length; n++) {
        const place = places.of(numbers[items[n] ?? 0] ?? 0) - 1;
        if (place < 0) continue;
        for (let left = shared; left !== 0; left &= left - 1) {
          const at = place * prefix.length + (31 - Math.clz32(left & -left));
          counts[at] = (counts[at] ?? 0) + 1;
        }
      }
    }
    return counts;
  };
  const ofVisits = countShared(visits);
  let ofShoppers: Int32Array | null = null;
  return (place) => {
    const within = (counts: Int32Array) => counts.subarray(place * prefix.length, (place + 1) * prefix.length);
    // A voter shares at least one product: if all counts are zero, nobody voted.
    const isByVisits = within(ofVisits).some((count) => count > 0);
    if (!isByVisits) ofShoppers ??= countShared(shoppers);
    const counts = within(isByVisits ? ofVisits : (ofShoppers ?? ofVisits));
    const neighbours = Math.max(0, ...counts);
    return {
      kind: 'similar_shoppers',
      neighbours,
      anchorProductId: prefix[neighbours === 0 ? prefix.length - 1 : counts.lastIndexOf(neighbours)] ?? null,
      of: isByVisits ? 'visits' : 'shoppers',
    };
  };
}

function countBits(value: number): number {
  let bits = 0;
  for (let left = value; left !== 0; left &= left - 1) bits += 1;
  return bits;
}
