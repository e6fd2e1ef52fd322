import type { CatalogItem } from '../../catalog-item.ts';
import { grown } from '../../memory/grown.ts';
import { createIntLists } from '../../memory/int-lists.ts';
import { createInterner } from '../../memory/interner.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import type { Candidate } from '../strategy.ts';
import { pathOf, termsOf } from './features.ts';

/** Parts of a similarity: words, category path, price. */
const weights = { words: 0.6, category: 0.3, price: 0.1 } as const;
/** Words that more than this share of the catalog has say nothing. */
const commonShare = 0.5;
const rememberedNeighbours = 120;
/** Items of one category that are looked at where they share no word. */
const sampledOfCategory = 2_000;
const sharedTermsShown = 3;

/**
 * Similarity of catalog items by their content: TF-IDF cosine of words, shared category path, nearness of price on a log scale. A function
 * of the items that are in it, in whatever order they came (where a category has more than 2,000 items, the last that came stand for the others
 * that share no word).
 */
export type ContentIndex = {
  /** Adds an item, or puts it in the place of the former one. */
  put(item: CatalogItem): void;
  remove(productId: string): void;
  /** Items like those given, the most similar first; each given item votes, later ones more. */
  similarTo(productIds: readonly string[], limit: number): Candidate[];
};

type Neighbours = { slots: Int32Array; scores: Float64Array };

export function createContentIndex(items: Iterable<CatalogItem> = []): ContentIndex {
  const slots = new Map<string, number>();
  const names: string[] = [];
  const free: number[] = [];
  const words = createInterner();
  const categories = createInterner();
  /** By slot: words and how often each, alternating; the steps of the category path, the whole path last. */
  const terms = createIntLists();
  const paths = createIntLists();
  let logPrices = new Float64Array(64);
  /** By slot: the length of its vector of words in the catalog as it is; 0 where nobody has asked. */
  let lengths = new Float64Array(64);
  /** By word: slots and how often the word is in each, alternating. By category: slots. */
  const slotsWith = createIntLists();
  const slotsIn = createIntLists();
  let remembered = new Map<number, Neighbours>();
  /** Of the catalog as it is; made at the first question after a change. */
  let rarity: Float64Array | null = null;
  /** By slot, for one question: all zero between two. */
  let scores = new Float64Array(64);
  let isFound = new Uint8Array(64);
  /** By slot, good where it is found: the given item that speaks most for it, and how much. */
  let anchorOf = new Int32Array(64);
  let bestOf = new Float64Array(64);

  const changed = () => {
    remembered = new Map();
    rarity = null;
    lengths.fill(0);
  };
  const remove = (productId: string) => {
    const slot = slots.get(productId);
    if (slot === undefined) return;
    const held = terms.valuesOf(slot).slice();
    for (let i = 0; i < held.length; i += 2) removePair(held[i] ?? 0, slot);
    for (const category of paths.valuesOf(slot).slice()) slotsIn.keep(category, (other) => other !== slot);
    terms.clear(slot);
    paths.clear(slot);
    slots.delete(productId);
    names[slot] = '';
    free.push(slot);
    changed();
  };
  const removePair = (term: number, slot: number) => {
    const pairs = slotsWith.valuesOf(term).slice();
    slotsWith.clear(term);
    for (let i = 0; i < pairs.length; i += 2) {
      if (pairs[i] === slot) continue;
      slotsWith.push(term, pairs[i] ?? 0);
      slotsWith.push(term, pairs[i + 1] ?? 0);
    }
  };
  /** A new stock or picture says nothing new about content, and keeps what is remembered. */
  const isAsBefore = (item: CatalogItem): boolean => {
    const slot = slots.get(item.productId);
    if (slot === undefined || logPrices[slot] !== logPriceOf(item)) return false;
    const held = terms.valuesOf(slot);
    const now = [...termsOf(item)].flatMap(([word, count]) => [words.find(word), count]);
    const steps = pathOf(item).map(categories.find);
    const path = paths.valuesOf(slot);
    return isEqual(held, now) && isEqual(path, steps);
  };
  const put = (item: CatalogItem) => {
    if (isAsBefore(item)) return;
    remove(item.productId);
    const slot = free.pop() ?? names.length;
    slots.set(item.productId, slot);
    names[slot] = item.productId;
    logPrices = grown(logPrices, slot + 1);
    lengths = grown(lengths, slot + 1);
    scores = grown(scores, slot + 1);
    isFound = grown(isFound, slot + 1);
    anchorOf = grown(anchorOf, slot + 1);
    bestOf = grown(bestOf, slot + 1);
    logPrices[slot] = logPriceOf(item);
    for (const [word, count] of termsOf(item)) {
      const term = words.intern(word);
      terms.push(slot, term);
      terms.push(slot, count);
      slotsWith.push(term, slot);
      slotsWith.push(term, count);
    }
    for (const step of pathOf(item)) {
      const category = categories.intern(step);
      paths.push(slot, category);
      slotsIn.push(category, slot);
    }
    changed();
  };

  const rarities = (): Float64Array => {
    if (rarity !== null) return rarity;
    const found = new Float64Array(words.size);
    for (let term = 0; term < words.size; term++) {
      const having = slotsWith.lengthOf(term) / 2;
      const isCommon = having > 2 && having > slots.size * commonShare;
      found[term] = having === 0 || isCommon ? 0 : Math.log(1 + slots.size / having);
    }
    rarity = found;
    return found;
  };
  const lengthOf = (slot: number, rare: Float64Array): number => {
    const known = lengths[slot] ?? 0;
    if (known > 0) return known;
    const held = terms.valuesOf(slot);
    let squares = 0;
    for (let i = 0; i < held.length; i += 2) {
      const weight = weightOf(held[i + 1] ?? 0) * (rare[held[i] ?? 0] ?? 0);
      squares += weight * weight;
    }
    const length = Math.sqrt(squares) || 1;
    lengths[slot] = length;
    return length;
  };

  /** Those with the highest scores above 0, ties by product id. */
  const mostSimilar = (found: readonly number[], count: number): number[] => {
    const least = leastOfBest(found.length, count, (n) => scores[found[n] ?? 0] ?? 0);
    return found
      .filter((slot) => (scores[slot] ?? 0) > 0 && (scores[slot] ?? 0) >= least)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1))
      .slice(0, count);
  };
  const forget = (found: readonly number[]) => {
    for (const slot of found) {
      scores[slot] = 0;
      isFound[slot] = 0;
    }
  };

  const find = (slot: number): Neighbours => {
    const known = remembered.get(slot);
    if (known !== undefined) return known;
    const rare = rarities();
    const found: number[] = [];
    const meet = (other: number) => {
      if (isFound[other] === 1) return;
      isFound[other] = 1;
      found.push(other);
    };
    const own = terms.valuesOf(slot);
    for (let i = 0; i < own.length; i += 2) {
      const term = own[i] ?? 0;
      const idf = rare[term] ?? 0;
      if (idf === 0) continue;
      const weight = weightOf(own[i + 1] ?? 0) * idf * idf;
      const having = slotsWith.valuesOf(term);
      for (let n = 0; n < having.length; n += 2) {
        const other = having[n] ?? 0;
        meet(other);
        scores[other] = (scores[other] ?? 0) + weight * weightOf(having[n + 1] ?? 0);
      }
    }
    // The whole path first, then ever shorter ones while there are too few.
    const path = paths.valuesOf(slot);
    for (let step = path.length - 1; step >= 0; step--) {
      if (step < path.length - 1 && found.length > rememberedNeighbours) break;
      for (const other of slotsIn.valuesOf(path[step] ?? 0).subarray(-sampledOfCategory)) meet(other);
    }
    const ownLength = lengthOf(slot, rare);
    /** The same for all of one category. */
    const sharedOf = new Map<number, number>();
    const sharedWith = (other: number): number => {
      const category = paths.lastOf(other);
      let shared = sharedOf.get(category);
      if (shared === undefined) {
        shared = sharedSteps(path, paths.valuesOf(other));
        sharedOf.set(category, shared);
      }
      return shared;
    };
    for (const other of found) {
      const cosine = (scores[other] ?? 0) / (ownLength * lengthOf(other, rare));
      scores[other] =
        weights.words * cosine +
        weights.category * sharedWith(other) +
        weights.price * Math.exp(-Math.abs((logPrices[slot] ?? 0) - (logPrices[other] ?? 0)));
    }
    scores[slot] = 0;
    const best = mostSimilar(found, rememberedNeighbours);
    const neighbours = {
      slots: Int32Array.from(best),
      scores: Float64Array.from(best, (other) => scores[other] ?? 0),
    };
    forget(found);
    remembered.set(slot, neighbours);
    return neighbours;
  };

  const sharedTerms = (a: number, b: number): string[] => {
    const rare = rarities();
    const [own, others] = [terms.valuesOf(a), terms.valuesOf(b)];
    const shared: string[] = [];
    for (let i = 0; i < own.length && shared.length < sharedTermsShown; i += 2) {
      const term = own[i] ?? 0;
      if ((rare[term] ?? 0) === 0) continue;
      for (let n = 0; n < others.length; n += 2) if (others[n] === term) shared.push(words.nameOf(term));
    }
    return shared;
  };

  for (const item of items) put(item);

  return {
    put,
    remove,
    similarTo(productIds, limit) {
      const asked = productIds.flatMap((productId, i) => {
        const anchor = slots.get(productId);
        return anchor === undefined ? [] : [{ anchor, weight: (i + 1) / productIds.length, near: find(anchor) }];
      });
      for (const { anchor } of asked) isFound[anchor] = 1;
      const found: number[] = [];
      for (const { anchor, weight, near } of asked) {
        for (let n = 0; n < near.slots.length; n++) {
          const other = near.slots[n] ?? 0;
          const score = weight * (near.scores[n] ?? 0);
          if (isFound[other] === 0) {
            isFound[other] = 1;
            found.push(other);
            bestOf[other] = 0;
          } else if (scores[other] === 0) continue;
          scores[other] = (scores[other] ?? 0) + score;
          if (score <= (bestOf[other] ?? 0)) continue;
          bestOf[other] = score;
          anchorOf[other] = anchor;
        }
      }
      const best = mostSimilar(found, limit).map((slot): Candidate => {
        const anchor = anchorOf[slot] ?? 0;
        return {
          productId: names[slot] ?? '',
          score: scores[slot] ?? 0,
          evidence: {
            kind: 'similar_product',
            anchorProductId: names[anchor] ?? '',
            sharedTerms: sharedTerms(anchor, slot),
            sameCategory: paths.lastOf(anchor) === paths.lastOf(slot),
          },
        };
      });
      for (const { anchor } of asked) isFound[anchor] = 0;
      forget(found);
      return best;
    },
  };
}

const logPriceOf = (item: CatalogItem): number => Math.log(Number(item.priceE4) + 1);
const isEqual = (a: Int32Array, b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);
/** A word that is there more often weighs more, and less and less so. */
const weightOf = (count: number): number => (count === 1 ? 1 : 1 + Math.log(count));

/** Share of the longer path that both begin with. */
function sharedSteps(a: Int32Array, b: Int32Array): number {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return same / Math.max(1, a.length, b.length);
}
