import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { holdersOf } from '../histories/holders.ts';
import { rankByHistories } from '../histories/rank-by-histories.ts';
import { findSimilarHistories } from '../histories/similar-histories.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { bestFirst, type Ranked } from '../neighbours/best-first.ts';
import { type ScoredVotes, scoreVoted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { readInParts } from '../neighbours/read-in-parts.ts';
import { findSimilarVisits, voteByVisits } from '../session/similar-visits.ts';
import { othersWith } from './others-with.ts';
import type { SimilarShoppers } from './similar-shoppers.ts';

/** Products of the shopper's own past that visits are asked with; later ones weigh more. */
export const prefixItems = 20;
/** Products that histories are asked with: the last ones of a history that is longer. */
export const askedItems = 1_000;
/** So many products before the visit count as much as the visit; a longer history more, a shorter one less. */
const evenProducts = 10;
/** What histories have at the least: what they alone propose stands behind all others. */
const leastShare = 1e-6;
/** What visits propose: so many that each view knows of the best of the other. */
const mostVisited = 80;

/** Votes, and scores of both views: of one question, which clears them first. */
const [votes, blended] = [createSparseSums(), createSparseSums()];

/** What speaks for products of one question. It is to be read before the next question is asked. */
export type SimilarChoices = {
  /** How many candidates there are if this many are wanted. */
  countOf(limit: number): number;
  /** Whether there are visits or shoppers with a product of the shopper's that have not voted. */
  isCut: boolean;
  /** The best of them, the best first, made as they are read; if more than `mostAskedAtFirst` are wanted, whatever else is in a visit or a history with one of the shopper's last products stands behind. */
  best(limit: number): Iterable<Candidate<SimilarShoppers>>;
};

/**
 * Two views of the shopper: what they touched last against visits, as `session` has it, and their whole history against those of other shoppers, as
 * `histories` ranks it. Each is scaled to 1, and the longer the history is beside what visits are asked with, the more it counts: who is here for the first time has no history. The reason counts visits, or if none voted, shoppers; its anchor is the
 * product that most of the voters share, the latest of equal ones. `history`: distinct products, the most telling last;
 * `visit`: those of them that belong to this visit, the last touched at the end. Null if there is nothing to go by.
 */
export function findSimilarChoices(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  visit: readonly string[] = [],
): SimilarChoices | null {
  if (shards.length === 0 || history.length === 0) return null;
  const joint = jointItemsOf(shards);
  const prefix = history.slice(-prefixItems);
  const visits = findSimilarVisits(shards, joint, prefix, null);
  votes.clear();
  voteByVisits(votes, visits);
  const asked = Int32Array.from(history.slice(-askedItems), joint.find);
  const shoppers = findSimilarHistories(shards, joint, asked, prefix.length);
  const share = shareOfHistories(history, visit);
  let blendedFor = -1;
  const blendFor = (limit: number) => {
    if (blendedFor === limit) return;
    blendedFor = limit;
    const byVisits = scoreVoted(shards, joint, votes, Math.max(limit, mostVisited));
    blend(byVisits, rankByHistories(shards, joint, asked, shoppers, limit), share);
  };
  const withEvidence = (best: readonly Ranked[]): Candidate<SimilarShoppers>[] => {
    // Both counts go through the same counters: those of visits are read before those of shoppers are made.
    const ofVisits = countShared(joint, best, visits);
    const inVisits = best.map((_, place) => ofVisits.mostWith(place));
    // A visit that voted shares at least one product: if all counts are zero, none voted.
    const ofShoppers = inVisits.some(({ most }) => most === 0) ? countShared(joint, best, shoppers) : undefined;
    return best.map(({ productId, score }, place) => {
      const byVisit = inVisits[place] ?? { most: 0, at: -1 };
      const isOfVisits = byVisit.most > 0;
      const { most, at } = isOfVisits || ofShoppers === undefined ? byVisit : ofShoppers.mostWith(place);
      const evidence: SimilarShoppers = {
        kind: 'similar_shoppers',
        neighbours: most > 0 ? most : (ofShoppers?.having(place) ?? 0),
        of: isOfVisits ? 'visits' : 'shoppers',
        anchorProductId: prefix[at] ?? null,
      };
      return { productId, score, evidence };
    });
  };
  const isCut = visits.isCut || shoppers.isCut;
  return {
    isCut,
    countOf(limit) {
      blendFor(limit);
      return Math.min(limit, blended.numbers().length);
    },
    best: (limit) =>
      readInParts(
        () => {
          blendFor(limit);
          const [numbers, scores] = [blended.numbers(), blended.values()];
          const popularityOf = (place: number) => holdersOf(shards, joint, numbers[place] ?? 0);
          return bestFirst(joint, { count: scores.length, numbers, scores }, popularityOf, limit);
        },
        withEvidence,
        limit,
        limit > mostAskedAtFirst && isCut
          ? (named, least) => othersWith(shards, joint, { prefix, history }, named, least)
          : undefined,
      ),
  };
}

/**
 * How much whole histories count beside visits, 0 to 1: by how many products the shopper has beside those of this visit that visits are asked with. With one visit and no more, histories
 * know nothing that visits do not, and blur it.
 */
export function shareOfHistories(history: readonly string[], visit: readonly string[]): number {
  const asked = new Set(visit.slice(-prefixItems));
  const before = history.reduce((count, productId) => (asked.has(productId) ? count : count + 1), 0);
  return Math.max(leastShare, before / (before + evenProducts));
}

/** `share`: of the histories; all of it if the other view has nothing, and the other way round. */
function blend(byVisits: ScoredVotes, byHistories: SparseSums, share: number): void {
  const ranked = byHistories.numbers();
  let most = 0;
  for (let n = 0; n < ranked.length; n++) most = Math.max(most, byHistories.of(ranked[n] ?? 0));
  let mostVoted = 0;
  for (let n = 0; n < byVisits.count; n++) mostVoted = Math.max(mostVoted, byVisits.scores[n] ?? 0);
  const ofVisits = (ranked.length === 0 ? 1 : 1 - share) / (mostVoted || 1);
  const ofHistories = (byVisits.count === 0 ? 1 : share) / (most || 1);
  blended.clear();
  for (let n = 0; n < byVisits.count; n++) blended.add(byVisits.numbers[n] ?? 0, ofVisits * (byVisits.scores[n] ?? 0));
  for (let n = 0; n < ranked.length; n++) {
    const number = ranked[n] ?? 0;
    blended.add(number, ofHistories * byHistories.of(number));
  }
}
