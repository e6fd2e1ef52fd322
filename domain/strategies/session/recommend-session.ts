import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { bestVoted, scoreVoted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { findSimilarVisits, type KeptVisit, voteByVisits } from './similar-visits.ts';

/** Products of the visit that are asked with; later ones weigh more. */
export const prefixItems = 20;

/** How many other visits voted for a product and have one of this visit's with it: the anchor, null if only the product itself is shared. */
export type SimilarVisits = { kind: 'similar_visits'; visits: number; anchorProductId: string | null };

/**
 * What speaks for a product of the visit itself, as shares of the best score that votes give: that it was the last one, and that it was in the visit, less the
 * further back. Shoppers come back to what they have just looked at, in one shop more than in another: a young shop has these, small enough to lose against
 * what is clearly voted for.
 */
const lastShare = 0.1;
const inVisitShare = 0.15;
const inVisitDecay = 0.8;

/** Votes of one question, and what its own products have beside them; each question clears them first. */
const votes = createSparseSums();
const repeats = createSparseSums();

/** What similar visits have, by their similarity and the idf of the product, and what this visit has had. `products`: distinct products of the visit, the last touched at the end; `minVisits`: other visits that must share one of them. */
export function recommendSession(
  shards: readonly ScopeInteractions[],
  { products, kept }: { products: readonly string[]; kept: KeptVisit | null },
  minVisits: number,
  limit: number,
): Candidate<SimilarVisits>[] {
  if (shards.length === 0 || products.length === 0) return [];
  const joint = jointItemsOf(shards);
  const prefix = products.slice(-prefixItems);
  const visits = findSimilarVisits(shards, joint, prefix, kept);
  if (visits.count < minVisits) return [];
  votes.clear();
  voteByVisits(votes, joint, visits);
  repeats.clear();
  for (const [n, productId] of prefix.entries()) {
    const back = prefix.length - 1 - n;
    const number = joint.find(productId);
    if (number >= 0) repeats.add(number, inVisitShare * inVisitDecay ** back + (back === 0 ? lastShare : 0));
  }
  const best = bestVoted(joint, scoreVoted(shards, joint, votes, limit, repeats), limit);
  const shared = countShared(joint, best, visits);
  return best.map(({ productId, score }, place) => {
    // With itself a product is in every visit that has it.
    const { most, at } = shared.mostWith(place, prefix.indexOf(productId));
    const anchorProductId = prefix[at] ?? null;
    return { productId, score, evidence: { kind: 'similar_visits', visits: most, anchorProductId } };
  });
}
