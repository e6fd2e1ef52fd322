import type { Ranked } from '../contender.ts';
import type { Asked } from '../question.ts';

/** The products of the visit, the latest first; the shopper's last visit is this one, or, where it has just begun, the last of the past. */
export function rankLastVisit({ visit, history }: Asked, limit: number, without: ReadonlySet<string>): Ranked[] {
  return distinct((visit.length > 0 ? visit : history().slice(-lastTouches)).toReversed(), limit, without).map(
    (productId, n, { length }) => ({ productId, score: length - n }),
  );
}

/** By how often the shopper touched it, then by how lately. */
export function rankByFrequency({ history, visit }: Asked, limit: number, without: ReadonlySet<string>): Ranked[] {
  const past = history();
  const counts = new Map<string, number>();
  for (const productId of past.length > 0 ? past : visit) counts.set(productId, (counts.get(productId) ?? 0) + 1);
  // Latest first, and sorting keeps that order among equals.
  return distinct((past.length > 0 ? past : visit).toReversed(), Number.POSITIVE_INFINITY, without)
    .map((productId) => ({ productId, score: counts.get(productId) ?? 0 }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

/** Who has just come has no products of this visit yet: so many of the last touches stand for the visit before. */
const lastTouches = 20;

const distinct = (products: readonly string[], limit: number, without: ReadonlySet<string>): string[] =>
  [...new Set(products)].filter((productId) => !without.has(productId)).slice(0, limit);
