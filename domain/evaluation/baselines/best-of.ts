import type { Ranked } from '../contender.ts';
import type { VisitBook } from './visit-book.ts';

/** The products with the best scores above 0, equal ones by how often they were touched, then by id; those of `without` are left out. */
export function bestOf(
  scores: ReadonlyMap<number, number>,
  book: VisitBook,
  limit: number,
  without: ReadonlySet<string>,
): Ranked[] {
  const scored = [...scores].filter(([product, score]) => score > 0 && !without.has(book.nameOf(product)));
  const least = scored.length <= limit ? 0 : (scored.map(([, score]) => score).sort((a, b) => b - a)[limit - 1] ?? 0);
  return scored
    .filter(([, score]) => score >= least)
    .map(([product, score]) => ({ productId: book.nameOf(product), score, touches: book.touchesAt(product) }))
    .sort((a, b) => b.score - a.score || b.touches - a.touches || (a.productId < b.productId ? -1 : 1))
    .slice(0, limit)
    .map(({ productId, score }) => ({ productId, score }));
}
