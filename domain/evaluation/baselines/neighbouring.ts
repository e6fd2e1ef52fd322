import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Ranked } from '../contender.ts';
import type { Asked } from '../question.ts';
import { bestOf } from './best-of.ts';
import type { VisitBook } from './visit-book.ts';

/** Of one question, which clears them first. */
const scores = createSparseSums();

/**
 * By how many pairs of two touches in one visit are of it and of the product that was touched last, in other visits than this one. A product that is touched twice in one visit is in a pair
 * with itself, so that repeats are proposed where they are usual.
 */
export function rankByRules(book: VisitBook, asked: Asked, limit: number, without: ReadonlySet<string>): Ranked[] {
  const last = book.find(pastOf(asked).at(-1) ?? '');
  if (last < 0) return [];
  scores.clear();
  book.forTogether(last, visitsOfRules, asked.visitNumber, (other, touches, own) => {
    const pairs = other === last ? own * (own - 1) : own * touches;
    scores.add(other, pairs);
  });
  return bestOf(scores, book, limit, without);
}

/** By the sum, over the products of the past, of visits with both ÷ √(visits with one · visits with the other). */
export function rankByCosine(book: VisitBook, asked: Asked, limit: number, without: ReadonlySet<string>): Ranked[] {
  scores.clear();
  for (const productId of new Set(pastOf(asked))) {
    const product = book.find(productId);
    if (product < 0) continue;
    const length = Math.sqrt(book.visitsWith(product));
    book.forTogether(product, visitsOfCosine, asked.visitNumber, (other) => {
      if (other === product) return;
      scores.add(other, 1 / (length * Math.sqrt(book.visitsWith(other))));
    });
  }
  return bestOf(scores, book, limit, without);
}

/**
 * The latest visits of a product that are looked at, and the latest products of the past that cosines are asked with: the work of a question is their product, times the length of a visit, which is
 * hundreds of products where a visit is all of a shopper.
 */
const [visitsOfRules, visitsOfCosine, mostPast] = [5_000, 1_000, 50];

const pastOf = ({ visit, history }: Asked): readonly string[] =>
  (visit.length > 0 ? visit : history()).slice(-mostPast);
