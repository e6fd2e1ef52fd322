import type { Explanation } from '../explanation.ts';
import type { IndexedItems } from './indexed-items.ts';
import { parts, sharedSteps } from './similarity.ts';

/** An item that was asked with, how much it votes, and how similar the proposed one is. */
type Vote = { anchor: number; weight: number; similarity: number };

/** The votes for the item in a slot, by what is similar; part `popularity` is what the prior adds to these, which it multiplies. Category and price are computed anew, the rest of a similarity is the words'. */
export function explainSimilar(items: IndexedItems, slot: number, prior: number, votes: readonly Vote[]): Explanation {
  let [words, category, price] = [0, 0, 0];
  for (const { anchor, weight, similarity } of votes) {
    const ofCategory = parts.category * sharedSteps(items.paths.valuesOf(anchor), items.paths.valuesOf(slot));
    const ofPrice = parts.price * Math.exp(-Math.abs(items.logPriceOf(anchor) - items.logPriceOf(slot)));
    category += weight * ofCategory;
    price += weight * ofPrice;
    words += weight * (similarity - ofCategory - ofPrice);
  }
  const anchors = votes.map(({ anchor, weight, similarity }) => ({
    productId: items.nameOf(anchor),
    similarity,
    value: weight * similarity,
  }));
  return {
    parts: [
      { name: 'words', value: words },
      { name: 'category', value: category },
      { name: 'price', value: price },
      { name: 'popularity', value: (prior - 1) * (words + category + price) },
    ],
    anchors: anchors.sort((a, b) => b.value - a.value),
  };
}
