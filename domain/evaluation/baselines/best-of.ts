import { leastOfBest } from '../../memory/least-of-best.ts';
import type { SparseSums } from '../../memory/sparse-sums.ts';
import type { Ranked } from '../contender.ts';
import type { VisitBook } from './visit-book.ts';

/** The products with the best scores above 0, equal ones by how often they were touched, then by id; those of `without` are left out. */
export function bestOf(scores: SparseSums, book: VisitBook, limit: number, without: ReadonlySet<string>): Ranked[] {
  const numbers = scores.numbers();
  const least = leastOfBest(scores.values(), numbers.length, limit + without.size);
  return Array.from(numbers)
    .filter((product) => scores.of(product) > 0 && scores.of(product) >= least)
    .map((product) => ({
      productId: book.nameOf(product),
      score: scores.of(product),
      touches: book.touchesAt(product),
    }))
    .filter(({ productId }) => !without.has(productId))
    .sort((a, b) => b.score - a.score || b.touches - a.touches || (a.productId < b.productId ? -1 : 1))
    .slice(0, limit)
    .map(({ productId, score }) => ({ productId, score }));
}
