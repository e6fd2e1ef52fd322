import type { Candidate, Evidence } from './strategy.ts';

/** Ranks by score, then popularity, then product id, so that equal shards give equal answers. */
export function rankCandidates(
  scores: ReadonlyMap<string, number>,
  limit: number,
  popularityOf: (productId: string) => number,
  evidenceOf: (productId: string) => Evidence,
): Candidate[] {
  return [...scores]
    .filter(([, score]) => score > 0)
    .map(([productId, score]) => ({ productId, score, popularity: popularityOf(productId) }))
    .sort((a, b) => b.score - a.score || b.popularity - a.popularity || (a.productId < b.productId ? -1 : 1))
    .slice(0, limit)
    .map(({ productId, score }) => ({ productId, score, evidence: evidenceOf(productId) }));
}
