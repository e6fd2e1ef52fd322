import { slotMask } from '../../interactions/shoppers.ts';
import type { ListsInPlace } from '../../memory/int-lists.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Steps } from '../../memory/steps.ts';
import { addByLists } from './add-by-lists.ts';
import { createGram, type Gram } from './gram.ts';
import type { HistoriesOfShard, JointNumbers } from './histories-of-shard.ts';
import { holdersOf } from './holders.ts';
import { solveRidge } from './solve-ridge.ts';

/** Products that predict one product. The time to learn a row grows with the third power of it. */
const predictors = 200;
/** Added to the diagonal: as if so many shoppers had had each predictor alone. */
const ridge = 200;
/** Products of histories that are read for one row; if there are more, every k-th shopper stands for k. */
const mostReadOfRow = 1_000_000;
/** If fewer of a product's shoppers than this can be found by it, those who can are no fair sample of them. */
const nearlyAll = 0.9;
const readOfStep = 5_000;
const none = new Int32Array(0);

/** What tells whether a shopper has a product: joint numbers of others, and the weight of each. */
export type HistoryRow = {
  numbers: Int32Array<ArrayBuffer>;
  weights: Float32Array<ArrayBuffer>;
  /** Shoppers who had the product when the row was learnt. */
  holders: number;
};

/**
 * Learns the row of one product: the ridge regression of having it on having each of the products that most go with it (most shoppers with both, by the root of
 * those with the other). With all products as predictors it is a column of EASE (Steck: Embarrassingly shallow autoencoders for sparse data, WWW 2019).
 * No event may be applied before the last step. `mostRead`: for tests that reach it.
 */
export function* learnRow(
  shards: readonly HistoriesOfShard[],
  joint: JointNumbers,
  target: number,
  mostRead = mostReadOfRow,
): Steps<HistoryRow> {
  const holders = holdersOf(shards, joint, target);
  const own = yield* shoppersWith(shards, joint, target);
  const found = own.reduce((sum, { length }) => sum + length, 0);
  const chosen = yield* choosePredictors(shards, joint, target, own);
  const gram = createGram(shards, joint, [...chosen, target]);
  const isNamed = yield* addNamed(shards, joint, [...chosen, target], gram, mostRead);
  if (!isNamed) {
    gram.clear();
    yield* addSample(shards, gram, found >= nearlyAll * holders ? own : [], mostRead);
  }
  const weights = yield* solveRidge(gram.values, chosen.length, ridge);
  return { numbers: Int32Array.from(chosen), weights: Float32Array.from(weights), holders };
}

/** By shard the slots of shoppers, each once. */
type Crowd = readonly Int32Array[];

/** The shoppers that can be found by the product and have it still. */
function* shoppersWith(shards: readonly HistoriesOfShard[], joint: JointNumbers, number: number): Steps<Crowd> {
  const crowd: Int32Array[] = [];
  for (const [shard, { shoppers }] of shards.entries()) {
    const item = joint.itemsOf(shard)[number] ?? -1;
    const isFound = new Uint8Array(shoppers.places);
    const found = item < 0 ? none : refsOf(shoppers.refsWith, item).map((ref) => ref & slotMask);
    crowd.push(
      found.filter((slot) => {
        if (isFound[slot] === 1 || !has(shoppers.histories, slot, item)) return false;
        isFound[slot] = 1;
        return true;
      }),
    );
    yield;
  }
  return crowd;
}

function has(lists: ListsInPlace, list: number, value: number): boolean {
  const start = lists.offsetOf(list);
  const end = start + lists.lengthOf(list);
  const places = lists.arrayOf(list);
  for (let at = start; at < end; at++) if (places[at] === value) return true;
  return false;
}

/** The products that most go with the target; all products if they are so few. Ties by where they came first, so that equal shards learn equal rows. */
function* choosePredictors(
  shards: readonly HistoriesOfShard[],
  joint: JointNumbers,
  target: number,
  own: Crowd,
): Steps<number[]> {
  const together = createSparseSums();
  let read = 0;
  for (const [shard, slots] of own.entries()) {
    const histories = shards[shard]?.shoppers.histories;
    const numbersOf = joint.numbersOf(shard);
    for (const slot of histories === undefined ? [] : slots) {
      const start = histories?.offsetOf(slot) ?? 0;
      const end = start + (histories?.lengthOf(slot) ?? 0);
      together.addEach(histories?.arrayOf(slot) ?? numbersOf, start, end, numbersOf, 1);
      read += end - start;
      if (read <= readOfStep) continue;
      read = 0;
      yield;
    }
  }
  if (joint.size <= predictors + 1) for (let number = 0; number < joint.size; number++) together.add(number, 0);
  const others = together.numbers().filter((number) => number !== target);
  const keys = new Float64Array(others.length);
  for (let n = 0; n < others.length; n++) {
    const number = others[n] ?? 0;
    keys[n] = together.of(number) / Math.sqrt(holdersOf(shards, joint, number) || 1);
    if (n % readOfStep === readOfStep - 1) yield;
  }
  const least = leastOfBest(keys, others.length, predictors);
  const best: { number: number; key: number }[] = [];
  for (let n = 0; n < others.length; n++) {
    const [number, key] = [others[n] ?? 0, keys[n] ?? 0];
    if (key >= least) best.push({ number, key });
  }
  return best
    .sort((a, b) => b.key - a.key || firstSeen(shards, joint, a.number, b.number))
    .slice(0, predictors)
    .map(({ number }) => number);
}

/** Below zero if a shard has the first of two products and not the other, or has had it longer; the first shard that tells them apart decides. */
function firstSeen(shards: readonly HistoriesOfShard[], joint: JointNumbers, one: number, other: number): number {
  for (let shard = 0; shard < shards.length; shard++) {
    const items = joint.itemsOf(shard);
    const [a, b] = [items[one] ?? -1, items[other] ?? -1];
    if (a === b) continue;
    return a < 0 ? 1 : b < 0 ? -1 : a - b;
  }
  return 0;
}

/** Adds the shoppers who can be found by one of the products; false if there are too many of them to be read, or not nearly all can be found. */
function* addNamed(
  shards: readonly HistoriesOfShard[],
  joint: JointNumbers,
  numbers: readonly number[],
  gram: Gram,
  mostRead: number,
): Steps<boolean> {
  const holders = numbers.map((number) => holdersOf(shards, joint, number));
  if (holders.reduce((sum, some) => sum + some, 0) > mostRead) return false;
  let read = 0;
  for (const [shard, of] of shards.entries()) {
    const { shoppers } = of;
    const items = Int32Array.from(numbers, (number) => joint.itemsOf(shard)[number] ?? -1);
    if (yield* addByLists(of, items, gram)) continue;
    const isAdded = new Uint8Array(shoppers.places);
    for (const item of items) {
      // A slot that was left, or taken by somebody without these products, adds nothing: nobody has to be asked whether it is so.
      for (const ref of item < 0 ? [] : refsOf(shoppers.refsWith, item)) {
        const slot = ref & slotMask;
        if (isAdded[slot] === 1) continue;
        isAdded[slot] = 1;
        read += gram.add(shard, slot, 1);
        if (read <= readOfStep) continue;
        read = 0;
        yield;
      }
    }
  }
  return numbers.every((_, place) => gram.countOf(place) >= nearlyAll * (holders[place] ?? 0));
}

function refsOf(lists: ListsInPlace, item: number): Int32Array {
  const start = lists.offsetOf(item);
  return lists.arrayOf(item).subarray(start, start + lists.lengthOf(item));
}

/** Adds every k-th shopper as k of them, and `own` as themselves, so that a rare product is not learnt from a few of its shoppers. */
function* addSample(shards: readonly HistoriesOfShard[], gram: Gram, own: Crowd, mostRead: number): Steps {
  const held = shards.reduce((sum, { shoppers }) => sum + shoppers.held, 0);
  const each = Math.max(1, Math.ceil(held / mostRead));
  let read = 0;
  for (const [shard, { shoppers }] of shards.entries()) {
    const isOwn = new Uint8Array(shoppers.places);
    for (const slot of own[shard] ?? []) isOwn[slot] = 1;
    for (let slot = 0; slot < shoppers.places; slot++) {
      const weight = isOwn[slot] === 1 ? 1 : slot % each === 0 ? each : 0;
      if (weight === 0) continue;
      read += gram.add(shard, slot, weight);
      if (read <= readOfStep) continue;
      read = 0;
      yield;
    }
  }
}
