import { jointItemsOf } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Candidate } from '../candidate.ts';
import { bestVoted } from '../neighbours/best-voted.ts';
import { countShared } from '../neighbours/count-shared.ts';
import { vote } from '../neighbours/voters.ts';
import { findSimilarVisits, type KeptVisit } from './similar-visits.ts';

/** Products of the visit that are asked with; later ones weigh more. */
const prefixItems = 20;

/** How many other visits voted for a product and have one of this visit's with it: the anchor, null if only the product itself is shared. */
export type SimilarVisits = { kind: 'similar_visits'; visits: number; anchorProductId: string | null };

/** Votes of one question, which clears them first. */
const votes = createSparseSums();

/** What similar visits have, by their similarity and the idf of the product. `products`: distinct products of the visit, the last touched at the end; `minVisits`: other visits that must share one of them. */
export function recommendSession(
  shards: readonly ScopeInteractions[],
  { products, kept }: { products: readonly string[]; kept: KeptVisit | null },
  minVisits: number,
  limit: number,
): Candidate<SimilarVisits>[] {
  if (shards.length === 0 || products.length === 0) return [];
  const joint = jointItemsOf(shards);
  const prefix = products.slice(-prefixItems);
  const visits = findSimilarVisits(shards, prefix, kept);
  if (visits.length < minVisits) return [];
  votes.clear();
  vote(votes, joint, visits, 1);
  const best = bestVoted(shards, joint, votes, limit);
  const shared = countShared(joint, best, prefix.length, visits);
  return best.map(({ productId, score }, place) => {
    // With itself a product is in every visit that has it.
    const counts = (shared[place] ?? new Int32Array(0)).map((count, n) => (prefix[n] === productId ? 0 : count));
    const most = Math.max(0, ...counts);
    const anchorProductId = most === 0 ? null : (prefix[counts.lastIndexOf(most)] ?? null);
    return { productId, score, evidence: { kind: 'similar_visits', visits: most, anchorProductId } };
  });
}
