import { grown } from '../../memory/grown.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums, type SparseSums } from '../../memory/sparse-sums.ts';
import { bestSlots, createSlotRoom, type ScoredSlots, sortSlots } from './best-slots.ts';
import type { IndexedItems } from './indexed-items.ts';
import { ofPrice, parts, sharedSteps, withoutPrice } from './similarity.ts';
import { type WordWeights, weightOf } from './word-weights.ts';

/** Neighbours that are kept of an item. */
export const mostNeighbours = 120;
/** At most so many items of a category are looked at if they share no word. */
const sampledOfCategory = 2_000;
/** At most so many items are looked at for their words; if more items have these words, the most common words are left out. */
const mostHaving = 10_000;

/**
 * Looks for the `most` nearest neighbours of a slot among all items: those that share a word, and some of its category. Less than a millisecond. The most similar first, unless more than
 * `mostNeighbours` are wanted: those are in no order, and valid until the next search.
 */
export function createNeighbourFinder(
  items: IndexedItems,
  weights: WordWeights,
): (slot: number, most?: number) => ScoredSlots {
  const products = createSparseSums();
  const sharedWith = createPathShares(items);
  /** Of the items that were met their similarity but for the price; then, of those that may be near enough, all of it. */
  let slots = new Int32Array(64);
  let scores = new Float64Array(64);
  const room = createSlotRoom();

  return (slot, most = mostNeighbours) => {
    products.clear();
    meetByWords(products, items, weights, slot);
    meetByCategory(products, items, slot, most);
    const [met, dots] = [products.numbers(), products.values()];
    slots = grown(slots, met.length);
    scores = grown(scores, met.length);
    const { leaves, logPrices } = items;
    // Thousands of numbers that are returned one by one are thousands of objects.
    const lengths = weights.lengthsOf(met);
    const length = weights.lengthOf(slot);
    sharedWith.begin(slot);
    let count = 0;
    for (let n = 0; n < met.length; n++) {
      const other = met[n] ?? 0;
      if (other === slot) continue;
      const shared = sharedWith.shareOf(leaves[other] ?? 0, other);
      slots[count] = other;
      scores[count] = withoutPrice(dots[n] ?? 0, length * (lengths[n] ?? 1), shared);
      count += 1;
    }
    // Nearness of prices adds a tenth at the most, and is dear to work out: it is where it may decide who is near.
    const least = leastOfBest(scores, count, most);
    const own = logPrices[slot] ?? 0;
    let near = 0;
    for (let n = 0; n < count; n++) {
      const score = scores[n] ?? 0;
      if (score + parts.price < least) continue;
      const other = slots[n] ?? 0;
      slots[near] = other;
      scores[near] = score + ofPrice(own - (logPrices[other] ?? 0));
      near += 1;
    }
    const best = bestSlots({ slots, scores }, near, most, items.nameOf, room);
    return most > mostNeighbours ? best : sortSlots(best, items.nameOf);
  };
}

/** Meets the items that share a word; their sums are the dot products of the vectors, not yet divided by the lengths. */
function meetByWords(products: SparseSums, items: IndexedItems, weights: WordWeights, slot: number): void {
  const own = items.terms.valuesOf(slot);
  const rarest = leastRarity(items, weights, own);
  for (let i = 0; i < own.length; i += 2) {
    const term = own[i] ?? 0;
    const rarity = weights.rarityOf(term);
    if (rarity === 0 || rarity < rarest) continue;
    const weight = weightOf(own[i + 1] ?? 0) * rarity * rarity;
    const having = items.slotsWith.valuesOf(term);
    for (let n = 0; n < having.length; n += 2) products.add(having[n] ?? 0, weight * weightOf(having[n + 1] ?? 0));
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
function meetByCategory(products: SparseSums, items: IndexedItems, slot: number, most: number): void {
  const path = items.paths.valuesOf(slot);
  for (let step = path.length - 1; step >= 0; step--) {
    if (step < path.length - 1 && products.numbers().length > most) return;
    const some = items.slotsIn.valuesOf(path[step] ?? 0).subarray(-sampledOfCategory);
    for (let n = 0; n < some.length; n++) products.add(some[n] ?? 0, 0);
  }
}

/** The share of its category path that an item has in common with the one that it was begun with; worked out once for all of one category. */
function createPathShares(items: IndexedItems) {
  let shares = new Float64Array(64);
  let turns = new Int32Array(64);
  let turn = 0;
  let path = new Int32Array(0);
  return {
    begin(slot: number) {
      turn += 1;
      path = items.paths.valuesOf(slot).slice();
    },
    /** `leaf`: the last step of the path of the item. */
    shareOf(leaf: number, slot: number): number {
      if (turns[leaf] === turn) return shares[leaf] ?? 0;
      shares = grown(shares, leaf + 1);
      turns = grown(turns, leaf + 1);
      turns[leaf] = turn;
      const share = sharedSteps(path, items.paths.valuesOf(slot));
      shares[leaf] = share;
      return share;
    },
  };
}
