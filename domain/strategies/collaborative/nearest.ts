import { leastOfBest } from '../../memory/least-of-best.ts';

/** What a shopper is compared with: sets of items that are found by their items. */
export type Neighbourhood = {
  /** Ids of sets with this item, most recent last. */
  idsWith(item: number): Int32Array;
  /** The place of a set, below `places`; -1 for one that went. */
  placeOf(id: number): number;
  readonly places: number;
};

/** A set that shares items with the shopper; bit i of `shared` is their i-th one. */
export type Neighbour = { id: number; similarity: number; shared: number };

/** Sums by place for one question after the other, all zero between two; and the sets it found, in the order of finding. */
export type Scratch = { similarity: Float64Array; shared: Int32Array; ids: Int32Array; places: Int32Array };

export const createScratch = (): Scratch => ({
  similarity: new Float64Array(0),
  shared: new Int32Array(0),
  ids: new Int32Array(1_024),
  places: new Int32Array(1_024),
});

/**
 * The `count` most similar sets, the most similar first, ties by recency: similarity is the sum of the weights of the shared items, over the
 * `sampled` most recent sets of each item. At most 31 items; -1 is one that this shard does not know.
 */
export function findNearest(
  hood: Neighbourhood,
  items: Int32Array,
  weights: Float64Array,
  sampled: number,
  count: number,
  scratch: Scratch,
): Neighbour[] {
  reserve(scratch, hood.places, items.length * sampled);
  const { similarity, shared, ids, places } = scratch;
  let found = 0;
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i] ?? -1;
    if (item < 0) continue;
    const having = hood.idsWith(item);
    const weight = weights[i] ?? 0;
    const bit = 1 << i;
    for (let n = having.length - 1; n >= Math.max(0, having.length - sampled); n--) {
      const id = having[n] ?? 0;
      const place = hood.placeOf(id);
      if (place < 0) continue;
      const before = shared[place] ?? 0;
      if ((before & bit) !== 0) continue;
      if (before === 0) {
        ids[found] = id;
        places[found] = place;
        found += 1;
      }
      shared[place] = before | bit;
      similarity[place] = (similarity[place] ?? 0) + weight;
    }
  }
  const nearest: Neighbour[] = [];
  const least = leastOfBest(found, count, (n) => similarity[places[n] ?? 0] ?? 0);
  for (let n = 0; n < found; n++) {
    const place = places[n] ?? 0;
    const value = similarity[place] ?? 0;
    if (value >= least) nearest.push({ id: ids[n] ?? 0, similarity: value, shared: shared[place] ?? 0 });
  }
  for (let n = 0; n < found; n++) {
    const place = places[n] ?? 0;
    similarity[place] = 0;
    shared[place] = 0;
  }
  return nearest.sort((a, b) => b.similarity - a.similarity).slice(0, count);
}

function reserve(scratch: Scratch, places: number, found: number): void {
  if (scratch.similarity.length < places) {
    scratch.similarity = new Float64Array(places * 2);
    scratch.shared = new Int32Array(places * 2);
  }
  if (scratch.ids.length < found) {
    scratch.ids = new Int32Array(found);
    scratch.places = new Int32Array(found);
  }
}
