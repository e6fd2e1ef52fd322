import type { Candidate, Evidence } from './candidate.ts';

/** By score, then popularity, then product id, so that equal shards give equal answers. */
export function byRank(a: Scored, b: Scored): number {
  return b.score - a.score || b.popularity - a.popularity || (a.productId < b.productId ? -1 : 1);
}

type Scored = { productId: string; score: number; popularity: number };

/** The best of these, in the order of `byRank`. */
export function rankCandidates<Found extends Evidence>(
  scores: ReadonlyMap<string, number>,
  limit: number,
  popularityOf: (productId: string) => number,
  evidenceOf: (productId: string) => Found,
): Candidate<Found>[] {
  return [...scores]
    .filter(([, score]) => score > 0)
    .map(([productId, score]) => ({ productId, score, popularity: popularityOf(productId) }))
    .sort(byRank)
    .slice(0, limit)
    .map(({ productId, score }) => ({ productId, score, evidence: evidenceOf(productId) }));
}
