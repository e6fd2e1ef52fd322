import type { Ranked } from '../contender.ts';
import type { VisitBook } from './visit-book.ts';

/** What was touched most, ranked anew only where something was learnt since. */
export function createPopularity(book: VisitBook): (limit: number, without: ReadonlySet<string>) => Ranked[] {
  let kept: { touches: number; ranked: readonly number[] } = { touches: -1, ranked: [] };
  return (limit, without) => {
    if (kept.touches !== book.touches) kept = { touches: book.touches, ranked: rank(book) };
    const answer: Ranked[] = [];
    for (const product of kept.ranked) {
      if (answer.length >= limit) break;
      const productId = book.nameOf(product);
      if (!without.has(productId)) answer.push({ productId, score: book.touchesAt(product) });
    }
    return answer;
  };
}

/** By touches, then by id. */
function rank(book: VisitBook): number[] {
  const names = Array.from({ length: book.products }, (_, product) => book.nameOf(product));
  return names
    .map((_, product) => product)
    .sort((a, b) => book.touchesAt(b) - book.touchesAt(a) || ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1));
}
