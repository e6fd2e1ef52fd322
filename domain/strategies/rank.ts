/** By score, then popularity, then product id, so that equal shards give equal answers. */
export function byRank(a: Scored, b: Scored): number {
  return b.score - a.score || b.popularity - a.popularity || (a.productId < b.productId ? -1 : 1);
}

type Scored = { productId: string; score: number; popularity: number };
