import type { CatalogItem } from '../../catalog-item.ts';
import { grown } from '../../memory/grown.ts';
import { type Candidate, withScore } from '../candidate.ts';
import type { Explanation } from '../explanation.ts';
import type { Found } from '../found.ts';
import { inParts } from '../in-parts.ts';
import { LateEvidence } from '../late-evidence.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import type { Worth } from '../worth.ts';
import { bestSlots, createBestPlaces, createSlotRoom, type ScoredSlots, slotsAt } from './best-slots.ts';
import { explainSimilar } from './explain-similar.ts';
import { createIndexedItems } from './indexed-items.ts';
import type { Prior } from './popularity-prior.ts';
import { createRememberedNeighbours } from './remembered-neighbours.ts';
import { similarityOfPair } from './similarity.ts';
import { createSlotNumbers } from './slot-numbers.ts';
import { createSlotVotes } from './slot-votes.ts';
import { createSlotWorths } from './slot-worths.ts';
import { createWordWeights } from './word-weights.ts';

const sharedTermsShown = 3;
/** What a reader takes for a word: no numbers, no codes. */
const readable = /^[\p{L}\p{M}]{1,30}$/u;
/** So many of the most similar are looked at for each that is wanted, where a prior may change their order. */
const lookedAtForPrior = 4;
/** So many given items, the last, look further than their nearest neighbours if that is wanted. */
const lookingFurther = 3;
/** Where more are wanted, few of hundreds have passed: what each has to be looked at for is left out then before the rest is put in order. Of fewer most are let through, and looking costs more than it saves. */
const mostInOrder = 1_000;

/** Of all items so many are looked at at once: it may soon be known that they are many. */
const slotsAtOnce = 512;

/** 0, 1, 2 … as far as an index has had slots. */
let everySlot = new Int32Array(0);

/** So many slots from one on; not to be written to. */
function slotsFrom(first: number, count: number): Int32Array {
  if (everySlot.length < first + count) everySlot = new Int32Array(2 * (first + count)).map((_, slot) => slot);
  return everySlot.subarray(first, first + count);
}

/** Each of the parts, made when it is read. Not a generator inside of a question: see `readInParts`. */
function* eachOf<Made>(parts: () => Iterable<readonly number[]>, makeAt: (place: number) => Made): Generator<Made> {
  for (const part of parts()) for (const place of part) yield makeAt(place);
}

/** Multiplies the values by those at their places. A function of its own, since it is called often enough to be compiled well, and its callers are not. */
function multiply(values: Float64Array, factors: Float64Array): void {
  for (let n = 0; n < values.length; n++) values[n] = (values[n] ?? 0) * (factors[n] ?? 0);
}

/** Compares the values of two places, the larger first: -1, 0 or 1, since a difference that is returned is an object. */
const byFalling = (values: Float64Array, a: number, b: number): number => {
  const [ofA, ofB] = [values[a] ?? 0, values[b] ?? 0];
  return ofA === ofB ? 0 : ofA > ofB ? -1 : 1;
};

const byKeysAlone = ({ leftOut, ...worth }: Worth): Worth =>
  leftOut === undefined ? worth : { ...worth, leftOut: { ...leftOut, others: undefined } };

/** The given product that a proposed one is most like, and what both have in common. */
export type SimilarProduct = {
  kind: 'similar_product';
  anchorProductId: string;
  sharedTerms: readonly string[];
  sameCategory: boolean;
};

/**
 * Similarity of catalog items by their content: TF-IDF cosine of words, shared category path, nearness of price on a log scale. A function
 * of the items that are in it, in whatever order they came, with two exceptions: the weights of words may be those of the catalog before
 * its last hundredth of changes, and if a category has more than 2,000 items, the last that came stand for the others that share no word.
 */
export type ContentIndex = {
  /** Adds an item, or puts it in the place of the former one: less than a millisecond, however many there are. */
  put(item: CatalogItem): void;
  remove(productId: string): void;
  /** Items that are in it. */
  readonly size: number;
  /**
   * All items that are worth something and are not left out; undefined if they are more than `most`, or if about `mostLooks` products had to be looked at before it is known. What was looked at is known to the next
   * question, a few nanoseconds each.
   */
  worthy(worth: Worth, most: number, mostLooks: number): ReadonlySet<string> | undefined;
  /** How alike two products are, 0 to 1; 0 if one is not in it. */
  similarity(a: string, b: string): number;
  /**
   * Items like those given, the most similar first; each given item votes, later ones more. Each knows its 120 nearest; if more than `mostAskedAtFirst` are wanted, the
   * last ones look further, which takes milliseconds. `prior`: what the score of a product is multiplied with, of the most similar ones, four for each that is wanted.
   */
  similarTo(productIds: readonly string[], limit: number, prior?: Prior): Candidate<SimilarProduct>[];
  /** The same, each made when it is read, which has to be before the next question, and its evidence when that is read, which has to be before the next change; and how many there are. */
  findSimilar(
    productIds: readonly string[],
    limit: number,
    prior?: Prior,
  ): { count: number } & Pick<Found<SimilarProduct>, 'candidates' | 'byWorth'>;
  /** What the scores of such items, found with the same limit and prior, are made of: words, category, price and prior, and what each given item adds. */
  explain(productIds: readonly string[], limit: number, prior: Prior, similar: readonly Candidate[]): Explanation[];
};

export function createContentIndex(from: Iterable<CatalogItem> = []): ContentIndex {
  const items = createIndexedItems();
  const weights = createWordWeights(items);
  const neighbours = createRememberedNeighbours(items, weights);
  const votes = createSlotVotes();
  const numbers = createSlotNumbers(items.nameOf);
  const worths = createSlotWorths(items);
  const bestPlaces = createBestPlaces();
  /** Of one question: what it looks at, by similarity alone; those by the same places with the prior; what is left of them, and that by worth. */
  const [likeRoom, leftRoom] = [createSlotRoom(), createSlotRoom()];
  let ranked = new Float64Array(64);
  let worthy = new Int32Array(64);
  let worthyScores = new Float64Array(64);

  const changed = (slot: number) => {
    if (slot < 0) return;
    neighbours.forget(slot);
    numbers.forget(slot);
    weights.change(slot);
  };
  const sharedTerms = (a: number, b: number): string[] => {
    const [own, others] = [items.terms.valuesOf(a), items.terms.valuesOf(b)];
    const shared: { word: string; rarity: number }[] = [];
    for (let i = 0; i < own.length; i += 2) {
      const term = own[i] ?? 0;
      const [word, rarity] = [items.wordOf(term), weights.rarityOf(term)];
      if (rarity === 0 || !readable.test(word)) continue;
      for (let n = 0; n < others.length; n += 2) if (others[n] === term) shared.push({ word, rarity });
    }
    // The sort is stable: equally rare ones stay in the order of the text.
    return shared
      .sort((a, b) => b.rarity - a.rarity)
      .slice(0, sharedTermsShown)
      .map(({ word }) => word);
  };
  const evidenceOf = (slot: number, anchor: number): SimilarProduct => ({
    kind: 'similar_product',
    anchorProductId: items.nameOf(anchor),
    sharedTerms: sharedTerms(anchor, slot),
    sameCategory: items.leaves[anchor] === items.leaves[slot],
  });

  /** The slots of the given items, and how much each votes. */
  const anchorsOf = (productIds: readonly string[]): Map<number, number> => {
    const anchors = new Map<number, number>();
    for (const [n, productId] of productIds.entries()) {
      const anchor = items.find(productId);
      if (anchor >= 0) anchors.set(anchor, (anchors.get(anchor) ?? 0) + (n + 1) / productIds.length);
    }
    return anchors;
  };

  /** What each anchor votes for, and how much each vote counts; each is valid until the next is read. */
  function* nearestOf(anchors: ReadonlyMap<number, number>, limit: number): Generator<[number, number, ScoredSlots]> {
    const last = [...anchors.keys()].slice(-lookingFurther);
    for (const [anchor, weight] of anchors) {
      const isDeep = limit > mostAskedAtFirst && last.includes(anchor);
      yield [anchor, weight, isDeep ? neighbours.deeper(anchor, limit) : neighbours.of(anchor)];
    }
  }

  const index: ContentIndex = {
    put(item) {
      changed(items.put(item));
      // Rules may look at what makes items no more alike.
      worths.forget(items.find(item.productId));
    },
    remove(productId) {
      const slot = items.remove(productId);
      changed(slot);
      worths.forget(slot);
    },
    get size() {
      return items.size;
    },
    worthy(worth, most, mostLooks) {
      const found = new Set<string>();
      const before = worths.looks;
      for (let first = 0; first < items.slotsUsed; first += slotsAtOnce) {
        const factors = worths.of(slotsFrom(first, Math.min(slotsAtOnce, items.slotsUsed - first)), worth);
        for (let n = 0; n < factors.length; n++) if ((factors[n] ?? 0) > 0) found.add(items.nameOf(first + n));
        if (found.size > most || worths.looks - before > mostLooks) return undefined;
      }
      return found;
    },
    similarity(a, b) {
      const [one, other] = [items.find(a), items.find(b)];
      return one < 0 || other < 0 ? 0 : similarityOfPair(items, weights, one, other);
    },
    similarTo: (productIds, limit, prior) =>
      Array.from(index.findSimilar(productIds, limit, prior).candidates, (one) => withScore(one, one.score)),
    findSimilar(productIds, limit, prior) {
      weights.refresh();
      votes.clear();
      const anchors = anchorsOf(productIds);
      for (const [anchor, weight, near] of nearestOf(anchors, limit)) votes.add(anchor, weight, near);
      // Those that were asked with are no answer.
      for (const anchor of anchors.keys()) votes.drop(anchor);
      const voted = votes.all();
      const most = limit * (prior === undefined ? 1 : lookedAtForPrior);
      const { slots, scores: plain } = bestSlots(voted, voted.slots.length, most, items.nameOf, likeRoom);
      const factors = prior?.of(numbers.of(slots, prior.numbers));
      ranked = grown(ranked, slots.length);
      const scores = ranked.subarray(0, slots.length);
      scores.set(plain);
      if (factors !== undefined) multiply(scores, factors);
      const rank = (a: number, b: number): number =>
        byFalling(scores, a, b) ||
        byFalling(plain, a, b) ||
        (items.nameOf(slots[a] ?? 0) < items.nameOf(slots[b] ?? 0) ? -1 : 1);
      const candidateAt = (place: number): Candidate<SimilarProduct> => {
        const slot = slots[place] ?? 0;
        return new LateEvidence(items.nameOf(slot), scores[place] ?? 0, evidenceOf, slot, votes.anchorOf(slot));
      };
      const byScore = () => inParts({ scores, count: scores.length }, limit, (place) => place, rank);
      const byWorth = (worth: Worth) => {
        const places = bestPlaces(scores, scores.length, limit, rank);
        const best = slotsAt({ slots, scores }, places, leftRoom);
        const factors = worths.of(best.slots, limit > mostInOrder ? worth : byKeysAlone(worth));
        worthy = grown(worthy, places.length);
        worthyScores = grown(worthyScores, places.length);
        const [placeOf, scoreOf] = [worthy, worthyScores];
        multiply(best.scores, factors);
        let count = 0;
        for (let n = 0; n < places.length; n++) {
          if (best.scores[n] === 0) continue;
          placeOf[count] = places[n] ?? 0;
          scoreOf[count] = best.scores[n] ?? 0;
          count += 1;
        }
        const orderOf = (a: number, b: number) => byFalling(scoreOf, a, b) || rank(placeOf[a] ?? 0, placeOf[b] ?? 0);
        return inParts({ scores: scoreOf, count }, count, (n) => n, orderOf);
      };
      return {
        count: Math.min(limit, slots.length),
        candidates: eachOf(byScore, candidateAt),
        byWorth: (worth) =>
          eachOf(
            () => byWorth(worth),
            (n) => candidateAt(worthy[n] ?? 0),
          ),
      };
    },
    explain(productIds, limit, prior, similar) {
      weights.refresh();
      const nearest = nearestOf(anchorsOf(productIds), limit);
      const ofAnchors = Array.from(nearest, ([anchor, weight, { slots, scores: found }]) => ({
        anchor,
        weight,
        similarities: new Map(Array.from(slots, (slot, n) => [slot, found[n] ?? 0])),
      }));
      const factors = prior.of(Int32Array.from(similar, ({ productId }) => prior.numbers.find(productId)));
      return similar.map(({ productId }, n) => {
        const slot = items.find(productId);
        const voted = ofAnchors.flatMap(({ anchor, weight, similarities }) => {
          const similarity = similarities.get(slot);
          return similarity === undefined ? [] : [{ anchor, weight, similarity }];
        });
        return explainSimilar(items, slot, factors[n] ?? 1, voted);
      });
    },
  };
  for (const item of from) index.put(item);
  return index;
}
