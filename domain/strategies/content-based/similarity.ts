import type { IndexedItems } from './indexed-items.ts';
import { type WordWeights, weightOf } from './word-weights.ts';

/** Parts of a similarity: words, category path, price. */
export const parts = { words: 0.6, category: 0.3, price: 0.1 } as const;

/** The similarity of two items but for their prices; `product` is that of their words' vectors, `shared` the share of the category path. */
export const withoutPrice = (product: number, lengths: number, shared: number): number =>
  parts.words * (product / lengths) + parts.category * shared;

/** What nearness of prices adds to it: `parts.price` at the most. */
export const ofPrice = (logPriceApart: number): number => parts.price * Math.exp(-Math.abs(logPriceApart));

/** The similarity of a pair; 0 if they share neither a word that says something nor the beginning of a category path. */
export function similarityOfPair(items: IndexedItems, weights: WordWeights, a: number, b: number): number {
  const [own, others] = [items.terms.valuesOf(a), items.terms.valuesOf(b)];
  let product = 0;
  for (let i = 0; i < own.length; i += 2) {
    const term = own[i] ?? 0;
    for (let n = 0; n < others.length; n += 2) {
      if (others[n] !== term) continue;
      const rarity = weights.rarityOf(term);
      product += weightOf(own[i + 1] ?? 0) * rarity * rarity * weightOf(others[n + 1] ?? 0);
      break;
    }
  }
  const shared = sharedSteps(items.paths.valuesOf(a), items.paths.valuesOf(b));
  if (product === 0 && shared === 0) return 0;
  const lengths = weights.lengthOf(a) * weights.lengthOf(b);
  return withoutPrice(product, lengths, shared) + ofPrice(items.logPriceOf(a) - items.logPriceOf(b));
}

/** Share of the longer path that both begin with. */
export function sharedSteps(a: Int32Array, b: Int32Array): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return same / Math.max(1, a.length, b.length);
}
