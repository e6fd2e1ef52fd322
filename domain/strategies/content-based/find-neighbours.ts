import type { IndexedItems } from './indexed-items.ts';
import { sharedSteps, similarityOf } from './similarity.ts';
import { createSlotScores, type SlotScores } from './slot-scores.ts';
import { type WordWeights, weightOf } from './word-weights.ts';

/** Items like one item. */
export type Neighbours = { slots: Int32Array; scores: Float64Array };

/** Neighbours that are kept of an item. */
export const mostNeighbours = 120;
/** At most so many items of a category are looked at if they share no word. */
const sampledOfCategory = 2_000;
/** At most so many items are looked at for their words; if more items have these words, the most common words are left out. */
const mostHaving = 10_000;

/**
 * Looks for the `most` nearest neighbours of a slot among all items: those that share a word, and some of its category. At most a few milliseconds. The most similar first, unless more than
 * `mostNeighbours` are wanted: those are in no order.
 */
export function createNeighbourFinder(
  items: IndexedItems,
  weights: WordWeights,
): (slot: number, most?: number) => Neighbours {
  const scores = createSlotScores();
  return (slot, most = mostNeighbours) => {
    scores.clear();
    meetByWords(scores, items, weights, slot);
    meetByCategory(scores, items, slot, most);
    const path = items.paths.valuesOf(slot);
    const length = weights.lengthOf(slot);
    /** The same for all of one category. */
    const sharedOf = new Map<number, number>();
    for (const other of scores.met) {
      const category = items.paths.lastOf(other);
      let shared = sharedOf.get(category);
      if (shared === undefined) {
        shared = sharedSteps(path, items.paths.valuesOf(other));
        sharedOf.set(category, shared);
      }
      const apart = items.logPriceOf(slot) - items.logPriceOf(other);
      scores.set(other, similarityOf(scores.of(other), length * weights.lengthOf(other), shared, apart));
    }
    scores.set(slot, 0);
    const best = most > mostNeighbours ? scores.select(most, items.nameOf) : scores.best(most, items.nameOf);
    return { slots: Int32Array.from(best), scores: Float64Array.from(best, scores.of) };
  };
}

/** Meets the items that share a word; their scores are the dot products of the vectors, not yet divided by the lengths. */
function meetByWords(scores: SlotScores, items: IndexedItems, weights: WordWeights, slot: number): void {
  const own = items.terms.valuesOf(slot);
  const rarest = leastRarity(items, weights, own);
  for (let i = 0; i < own.length; i += 2) {
    const term = own[i] ?? 0;
    const rarity = weights.rarityOf(term);
    if (rarity === 0 || rarity < rarest) continue;
    const weight = weightOf(own[i + 1] ?? 0) * rarity * rarity;
    const having = items.slotsWith.valuesOf(term);
    for (let n = 0; n < having.length; n += 2) {
      const other = having[n] ?? 0;
      scores.meet(other);
      scores.add(other, weight * weightOf(having[n + 1] ?? 0));
    }
  }
}

/** Returns how rare a word must be to be used: 0, unless too many items have these words. */
function leastRarity(items: IndexedItems, weights: WordWeights, own: Int32Array): number {
  const telling = Array.from({ length: own.length / 2 }, (_, n) => own[2 * n] ?? 0)
    .map((term) => ({ rarity: weights.rarityOf(term), having: items.slotsWith.lengthOf(term) / 2 }))
    .filter(({ rarity }) => rarity > 0)
    .sort((a, b) => b.rarity - a.rarity);
  let followed = 0;
  for (const [n, { having }] of telling.entries()) {
    followed += having;
    if (followed > mostHaving) return telling[n - 1]?.rarity ?? Number.POSITIVE_INFINITY;
  }
  return 0;
}

/** Meets items of the same category; of its parent, and so on upwards, as long as too few were met. */
function meetByCategory(scores: SlotScores, items: IndexedItems, slot: number, most: number): void {
  const path = items.paths.valuesOf(slot);
  for (let step = path.length - 1; step >= 0; step--) {
    if (step < path.length - 1 && scores.met.length > most) return;
    for (const other of items.slotsIn.valuesOf(path[step] ?? 0).subarray(-sampledOfCategory)) scores.meet(other);
  }
}
