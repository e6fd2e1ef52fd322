import type { ContentIndex } from '../strategies/content-based/content-index.ts';

/** Products like an unliked one that are pulled down: the most similar ones. */
const mostLike = 120;
/** What is wholly like an unliked product loses as much as the strongest `bury` of a rule takes. */
const strongest = 10;

/** By product: what its score is multiplied with, for being like a product that the question unlikes. */
export type Unliked = ReadonlyMap<string, number>;

/** The products that are like unliked ones by their content. A score is divided by 1 + 9 × similarity (0 to 1) to the unliked product that is most like it. */
export function findUnliked(unlike: readonly string[], content: () => ContentIndex): Unliked {
  const factors = new Map<string, number>();
  for (const productId of new Set(unlike))
    for (const { productId: other, score } of content().similarTo([productId], mostLike)) {
      const factor = 1 / (1 + (strongest - 1) * Math.min(1, score));
      factors.set(other, Math.min(factor, factors.get(other) ?? 1));
    }
  return factors;
}
