import { grown } from '../../memory/grown.ts';

/** What a question is compared with in one shard: sets of items, each at a place, that are found by their items. */
export type Neighbourhood = {
  /** Places are below this. */
  readonly places: number;
  /** Writes the places of the `most` most recent sets with an item, the most recent first; returns how many. */
  placesWith(item: number, most: number, into: Int32Array): number;
};

/** A set that shares items with the question; bit i of `shared` is its i-th one. */
export type Neighbour = { shard: number; place: number; similarity: number; shared: number };

/** By place of the shard at hand; all zero between two shards, also if one throws, so that it is no state. */
let similarityAt = new Int32Array(1_024);
let sharedAt = new Int32Array(1_024);
let having = new Int32Array(1_024);
/** The sets that were found, in the order of finding: all shards, one after the other. */
let places = new Int32Array(1_024);
let similarities = new Int32Array(1_024);
let shareds = new Int32Array(1_024);

/**
 * The `count` most similar sets of all shards, the most similar first; ties in the order of shards, and within one of recency. Similarity is
 * the sum of the shared items' weights, over the `sampled` most recent sets of each item in each shard. `items`: by shard what is asked
 * with, 31 at most; -1 is one that the shard does not know. `weights`: of each item asked with a small integer from 1 on: similarities are counted, not sorted.
 */
export function findNearest(
  hoods: readonly Neighbourhood[],
  items: readonly Int32Array[],
  weights: readonly number[],
  sampled: number,
  count: number,
): Neighbour[] {
  const ends = new Int32Array(hoods.length);
  having = grown(having, sampled);
  let found = 0;
  for (const [shard, hood] of hoods.entries()) {
    found = collect(hood, items[shard] ?? new Int32Array(0), weights, sampled, found);
    ends[shard] = found;
  }
  const most = weights.reduce((sum, weight) => sum + weight, 0);
  return mostSimilar(found, most, count).map((n) => ({
    shard: ends.findIndex((end) => n < end),
    place: places[n] ?? 0,
    similarity: similarities[n] ?? 0,
    shared: shareds[n] ?? 0,
  }));
}

/** Adds the sets of one shard behind the `before` sets of the shards before it; returns how many there are then. */
function collect(
  hood: Neighbourhood,
  items: Int32Array,
  weights: readonly number[],
  sampled: number,
  before: number,
): number {
  similarityAt = grown(similarityAt, hood.places);
  sharedAt = grown(sharedAt, hood.places);
  places = grown(places, before + items.length * sampled);
  let found = before;
  try {
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i] ?? -1;
      if (item < 0) continue;
      const bit = 1 << i;
      const weight = weights[i] ?? 0;
      const some = hood.placesWith(item, sampled, having);
      for (let n = 0; n < some; n++) {
        const place = having[n] ?? 0;
        const shared = sharedAt[place] ?? 0;
        if ((shared & bit) !== 0) continue;
        if (shared === 0) {
          places[found] = place;
          found += 1;
        }
        sharedAt[place] = shared | bit;
        similarityAt[place] = (similarityAt[place] ?? 0) + weight;
      }
    }
    similarities = grown(similarities, found);
    shareds = grown(shareds, found);
  } finally {
    for (let n = before; n < found; n++) {
      const place = places[n] ?? 0;
      similarities[n] = similarityAt[place] ?? 0;
      shareds[n] = sharedAt[place] ?? 0;
      similarityAt[place] = 0;
      sharedAt[place] = 0;
    }
  }
  return found;
}

/** By similarity; of one question, which clears them first. */
let withSimilarity = new Int32Array(1_024);

/** Indexes of the `count` of the first `found` with the highest similarity, in stable order; similarities are `most` at most. */
function mostSimilar(found: number, most: number, count: number): number[] {
  withSimilarity = grown(withSimilarity, most + 1);
  withSimilarity.fill(0, 0, most + 1);
  for (let n = 0; n < found; n++) {
    const similarity = similarities[n] ?? 0;
    withSimilarity[similarity] = (withSimilarity[similarity] ?? 0) + 1;
  }
  const best: number[] = new Array(Math.min(count, found));
  /** Where the next one of this similarity goes; behind `best` it goes nowhere. */
  let from = 0;
  let least = most + 1;
  while (least > 0 && from < count) {
    least -= 1;
    const those = withSimilarity[least] ?? 0;
    withSimilarity[least] = from;
    from += those;
  }
  for (let n = 0; n < found; n++) {
    const similarity = similarities[n] ?? 0;
    if (similarity < least) continue;
    const to = withSimilarity[similarity] ?? 0;
    withSimilarity[similarity] = to + 1;
    if (to < count) best[to] = n;
  }
  return best;
}
