import { type JointItems, jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { historyRowsOf } from '../histories/history-rows.ts';
import { holdersOf } from '../histories/holders.ts';
import { rankByHistories } from '../histories/rank-by-histories.ts';
import { findSimilarHistories } from '../histories/similar-histories.ts';
import { bestVoted, type Voted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { byRank } from '../rank.ts';
import { findSimilarVisits, voteByVisits } from '../session/similar-visits.ts';

/** Products of the shopper's own past that visits are asked with; later ones weigh more. */
export const prefixItems = 20;
/** Products that histories are asked with: the last ones of a history that is longer. */
export const askedItems = 1_000;
/** A history of so many products counts as much as the visit; a longer one more, a shorter one less. */
const evenProducts = 10;
/** What visits propose: so many that each view knows of the best of the other. */
const mostVisited = 240;

/**
 * How many visits, or shoppers, voted for a product and share a product of the shopper's with it: the anchor. Null if none of the shopper's last products is
 * shared; then those are counted who have the product.
 */
export type SimilarShoppers = {
  kind: 'similar_shoppers';
  neighbours: number;
  of: 'visits' | 'shoppers';
  anchorProductId: string | null;
};

/** Votes, scores of both views, and how many similar shoppers have a product: of one question, which clears them first. */
const [votes, blended, having] = [createSparseSums(), createSparseSums(), createSparseSums()];

/**
 * Two views of the shopper: what they touched last against visits, as `session` has it, and their whole history against those of other shoppers, as
 * `histories` ranks it. Each is scaled to 1, and the longer the history, the more it counts. The reason counts visits, or if none voted, shoppers; its anchor is the
 * product that most of the voters share, the latest of equal ones. `history`: distinct products, the most telling last.
 */
export function recommendCollaborative(
  shards: readonly ScopeInteractions[],
  history: readonly string[],
  limit: number,
): Candidate<SimilarShoppers>[] {
  if (shards.length === 0 || history.length === 0) return [];
  const joint = jointItemsOf(shards);
  const prefix = history.slice(-prefixItems);
  const visits = findSimilarVisits(shards, prefix, null);
  votes.clear();
  voteByVisits(votes, joint, visits);
  const byVisits = bestVoted(shards, joint, votes, Math.max(limit, mostVisited));
  const asked = Int32Array.from(history.slice(-askedItems), joint.find);
  const shoppers = findSimilarHistories(shards, joint, asked, prefix.length);
  const byHistories = rankByHistories(shards, joint, asked, shoppers);
  blend(byVisits, byHistories, shareOfHistories(history.length));
  const best = bestBlended(shards, joint, limit);
  const rows = historyRowsOf(shards, joint);
  for (const { number } of best) rows.check(number);
  const ofVisits = countShared(joint, best, prefix.length, visits);
  let ofShoppers: Int32Array[] | undefined;
  return best.map(({ number, productId, score }, place) => {
    // A visit that voted shares at least one product: if all counts are zero, none voted.
    const isByVisits = ofVisits[place]?.some((count) => count > 0) === true;
    if (!isByVisits && ofShoppers === undefined) {
      ofShoppers = countShared(joint, best, prefix.length, shoppers);
      having.clear();
      for (const { shard, items } of shoppers) having.addEach(items, joint.numbersOf(shard), 1);
    }
    const counts = (isByVisits ? ofVisits : ofShoppers)?.[place] ?? new Int32Array(0);
    const most = Math.max(0, ...counts);
    const evidence: SimilarShoppers = {
      kind: 'similar_shoppers',
      neighbours: most > 0 ? most : having.of(number),
      of: isByVisits ? 'visits' : 'shoppers',
      anchorProductId: most > 0 ? (prefix[counts.lastIndexOf(most)] ?? null) : null,
    };
    return { productId, score, evidence };
  });
}

/** How much whole histories count beside visits, 0 to 1. */
export const shareOfHistories = (products: number): number => products / (products + evenProducts);

/** `share`: of the histories; all of it if the other view has nothing, and the other way round. */
function blend(byVisits: readonly Voted[], byHistories: SparseSums, share: number): void {
  const ranked = byHistories.numbers();
  let most = 0;
  for (let n = 0; n < ranked.length; n++) most = Math.max(most, byHistories.of(ranked[n] ?? 0));
  const ofVisits = (ranked.length === 0 ? 1 : 1 - share) / (byVisits[0]?.score ?? 1);
  const ofHistories = (byVisits.length === 0 ? 1 : share) / (most || 1);
  blended.clear();
  for (const { number, score } of byVisits) blended.add(number, ofVisits * score);
  for (let n = 0; n < ranked.length; n++) {
    const number = ranked[n] ?? 0;
    blended.add(number, ofHistories * byHistories.of(number));
  }
}

/** Only what is near the best is named and sorted. */
function bestBlended(shards: readonly ScopeInteractions[], joint: JointItems, limit: number): Voted[] {
  const numbers = blended.numbers();
  const least = leastOfBest(numbers.length, limit, (n) => blended.of(numbers[n] ?? 0));
  return Array.from(numbers.filter((number) => blended.of(number) >= least))
    .map((number) => ({
      number,
      productId: joint.nameOf(number),
      score: blended.of(number),
      popularity: holdersOf(shards, joint, number),
    }))
    .sort(byRank)
    .slice(0, limit);
}
