import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { bestVoted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { vote } from '../neighbours/voters.ts';
import { findSimilarVisits } from '../session/similar-visits.ts';
import { findSimilarHistories } from './similar-histories.ts';

/** Items of the shopper's own past that are asked with; later ones weigh more. */
const prefixItems = 20;
/** What shoppers' histories count beside visits. */
const historyShare = 0.3;

/** How many visits, or shoppers, voted for a product and share a product of the shopper's with it: the anchor, null if there is none. */
export type SimilarShoppers = {
  kind: 'similar_shoppers';
  neighbours: number;
  of: 'visits' | 'shoppers';
  anchorProductId: string | null;
};

/** Votes of one question, which clears them first. */
const votes = createSparseSums();

/**
 * Two views of the shopper, whose votes are added up: what they touched last against visits, as `session` has it, and their history against those of
 * other shoppers. The reason counts visits, or if none voted, shoppers; its anchor is the product that most of the voters share, the latest of equal
 * ones. `history`: distinct products, the most telling last.
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
  const shoppers = findSimilarHistories(shards, prefix);
  votes.clear();
  vote(votes, joint, visits, 1);
  vote(votes, joint, shoppers, historyShare);
  const best = bestVoted(shards, joint, votes, limit);
  const ofVisits = countShared(joint, best, prefix.length, visits);
  let ofShoppers: Int32Array[] | undefined;
  return best.map(({ productId, score }, place) => {
    // A voter shares at least one product: if all counts are zero, nobody voted.
    const isByVisits = ofVisits[place]?.some((count) => count > 0) === true;
    if (!isByVisits) ofShoppers ??= countShared(joint, best, prefix.length, shoppers);
    const counts = (isByVisits ? ofVisits : ofShoppers)?.[place] ?? new Int32Array(0);
    const neighbours = Math.max(0, ...counts);
    const evidence: SimilarShoppers = {
      kind: 'similar_shoppers',
      neighbours,
      of: isByVisits ? 'visits' : 'shoppers',
      anchorProductId: prefix[neighbours === 0 ? prefix.length - 1 : counts.lastIndexOf(neighbours)] ?? null,
    };
    return { productId, score, evidence };
  });
}
