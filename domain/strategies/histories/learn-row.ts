import type { JointItems } from '../../interactions/joint-items.ts';
import type { ScopeInteractions } from '../../interactions/scope-interactions.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Steps } from '../../memory/steps.ts';
import { createGram, type Gram } from './gram.ts';
import { erasedOf, holdersOf } from './holders.ts';
import { solveRidge } from './solve-ridge.ts';

/** Products that predict one product. The time to learn a row grows with the third power of it. */
const predictors = 200;
/** Added to the diagonal: as if so many shoppers had had each predictor alone. */
const ridge = 200;
/** Products of histories that are read for one row; if there are more, every k-th shopper stands for k. */
const mostReadOfRow = 1_000_000;
/** The most shoppers that can be found by a product in one shard. */
const mostNamed = 1_000;
/** If fewer of a product's shoppers than this can be found by it, those who can are no fair sample of them. */
const nearlyAll = 0.9;
const readOfStep = 5_000;

/** What tells whether a shopper has a product: joint numbers of others, and the weight of each. */
export type HistoryRow = {
  numbers: Int32Array;
  weights: Float32Array;
  /** Shoppers who had the product when the row was learnt, and how many with it had been erased. */
  holders: number;
  erased: number;
};

/**
 * Learns the row of one product: the ridge regression of having it on having each of the products that most go with it (most shoppers with both, by the root of
 * those with the other). With all products as predictors it is a column of EASE (Steck: Embarrassingly shallow autoencoders for sparse data, WWW 2019).
 * Events may be applied between the steps: a shopper's history is read at once. `mostRead`: for tests that reach it.
 */
export function* learnRow(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  target: number,
  mostRead = mostReadOfRow,
): Steps<HistoryRow> {
  const [holders, erased] = [holdersOf(shards, joint, target), erasedOf(shards, joint, target)];
  const own = yield* shoppersWith(shards, joint, [target]);
  const chosen = yield* choosePredictors(shards, joint, target, own);
  const gram = createGram(joint, [...chosen, target]);
  const isNamed = yield* addNamed(shards, joint, chosen, gram, mostRead);
  if (!isNamed) {
    gram.clear();
    yield* addSample(shards, gram, own.length >= nearlyAll * holders ? own : [], mostRead);
  }
  const weights = yield* solveRidge(gram.values, chosen.length, ridge);
  return { numbers: Int32Array.from(chosen), weights: Float32Array.from(weights), holders, erased };
}

/** A shopper of a shard. */
type Place = { shard: number; slot: number };

/** The shoppers that can be found by one of these products and have it still, each once. */
function* shoppersWith(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  numbers: readonly number[],
): Steps<Place[]> {
  const found: Place[] = [];
  const having = new Int32Array(mostNamed);
  for (const [shard, { shoppers }] of shards.entries()) {
    const isFound = new Uint8Array(shoppers.places);
    for (const number of numbers) {
      const item = joint.itemsOf(shard)[number] ?? -1;
      const some = item < 0 ? 0 : shoppers.slotsWith(item, mostNamed, having);
      for (let n = 0; n < some; n++) {
        const slot = having[n] ?? 0;
        if (isFound[slot] === 1 || !shoppers.historyOf(slot).includes(item)) continue;
        isFound[slot] = 1;
        found.push({ shard, slot });
      }
      yield;
    }
  }
  return found;
}

/** The products that most go with the target; all products if they are so few. Ties by product id, so that equal shards learn equal rows. */
function* choosePredictors(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  target: number,
  own: readonly Place[],
): Steps<number[]> {
  const together = createSparseSums();
  let read = 0;
  for (const { shard, slot } of own) {
    const items = shards[shard]?.shoppers.historyOf(slot) ?? new Int32Array(0);
    together.addEach(items, 0, items.length, joint.numbersOf(shard), 1);
    read += items.length;
    if (read > readOfStep) {
      read = 0;
      yield;
    }
  }
  if (joint.size <= predictors + 1) for (let number = 0; number < joint.size; number++) together.add(number, 0);
  const others = together.numbers().filter((number) => number !== target);
  const keys = Float64Array.from(
    others,
    (number) => together.of(number) / Math.sqrt(holdersOf(shards, joint, number) || 1),
  );
  yield;
  const least = leastOfBest(keys, others.length, predictors);
  return Array.from(others, (number, n) => ({ number, key: keys[n] ?? 0, name: joint.nameOf(number) }))
    .filter(({ key }) => key >= least)
    .sort((a, b) => b.key - a.key || (a.name < b.name ? -1 : 1))
    .slice(0, predictors)
    .map(({ number }) => number);
}

/** Adds the shoppers who can be found by a predictor; false if there are too many of them to be read, or not nearly all can be found. */
function* addNamed(
  shards: readonly ScopeInteractions[],
  joint: JointItems,
  chosen: readonly number[],
  gram: Gram,
  mostRead: number,
): Steps<boolean> {
  const holders = chosen.map((number) => holdersOf(shards, joint, number));
  if (holders.reduce((sum, some) => sum + some, 0) > mostRead) return false;
  const crowd = yield* shoppersWith(shards, joint, chosen);
  yield* addEach(shards, gram, crowd, 1);
  return chosen.every((_, place) => gram.countOf(place) >= nearlyAll * (holders[place] ?? 0));
}

/** Adds every k-th shopper as k of them, and `own` as themselves, so that a rare product is not learnt from a few of its shoppers. */
function* addSample(shards: readonly ScopeInteractions[], gram: Gram, own: readonly Place[], mostRead: number): Steps {
  const held = shards.reduce((sum, { shoppers }) => sum + shoppers.held, 0);
  const each = Math.max(1, Math.ceil(held / mostRead));
  yield* addEach(shards, gram, own, 1);
  for (const [shard, { shoppers }] of shards.entries()) {
    const isOwn = new Uint8Array(shoppers.places);
    for (const one of own) if (one.shard === shard) isOwn[one.slot] = 1;
    const sample: Place[] = [];
    for (let slot = 0; slot < shoppers.places; slot += each) if (isOwn[slot] !== 1) sample.push({ shard, slot });
    yield* addEach(shards, gram, sample, each);
  }
}

function* addEach(shards: readonly ScopeInteractions[], gram: Gram, places: readonly Place[], weight: number): Steps {
  let read = 0;
  for (const { shard, slot } of places) {
    read += gram.add(shard, shards[shard]?.shoppers.historyOf(slot) ?? new Int32Array(0), weight);
    if (read <= readOfStep) continue;
    read = 0;
    yield;
  }
}
