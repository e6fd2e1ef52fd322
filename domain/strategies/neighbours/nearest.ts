import { grown } from '../../memory/grown.ts';

/** What a question is compared with in one shard: sets of items, each at a place, that are found by their items. */
export type Neighbourhood = {
  /** Places are below this. */
  readonly places: number;
  /** Writes the places of the `most` most recent sets with an item, the most recent first; returns how many. */
  placesWith(item: number, most: number, into: Int32Array): number;
};

/**
 * The sets that share most with the question, in arrays that the next question fills again. Of the n-th: its shard, its place there, its similarity, and what it
 * shares: bit i of `shared` is the i-th item asked with.
 */
export type Nearest = {
  readonly count: number;
  readonly shards: Int32Array;
  readonly places: Int32Array;
  readonly similarities: Int32Array;
  readonly shared: Int32Array;
};

/** By place of the shard at hand the number of the set that was found there, from 1; all zero between two shards, also if one throws, so that it is no state. */
let foundAt = new Int32Array(1_024);
let having = new Int32Array(1_024);
/** The sets that were found, in the order of finding: all shards, one after the other. */
let places = new Int32Array(1_024);
let similarities = new Int32Array(1_024);
let shareds = new Int32Array(1_024);
/** The best of them: their indexes, and what is returned of them. */
let best = new Int32Array(256);
let shardsOfBest = new Int32Array(256);
let placesOfBest = new Int32Array(256);
let similaritiesOfBest = new Int32Array(256);
let sharedOfBest = new Int32Array(256);

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
): Nearest {
  const ends = new Int32Array(hoods.length);
  having = grown(having, sampled);
  let found = 0;
  for (const [shard, hood] of hoods.entries()) {
    found = collect(hood, items[shard] ?? new Int32Array(0), weights, sampled, found);
    ends[shard] = found;
  }
  const most = weights.reduce((sum, weight) => sum + weight, 0);
  const nearest = mostSimilar(found, most, count);
  shardsOfBest = grown(shardsOfBest, count);
  placesOfBest = grown(placesOfBest, count);
  similaritiesOfBest = grown(similaritiesOfBest, count);
  sharedOfBest = grown(sharedOfBest, count);
  for (let n = 0; n < nearest; n++) {
    const at = best[n] ?? 0;
    let shard = 0;
    while ((ends[shard] ?? found) <= at) shard += 1;
    shardsOfBest[n] = shard;
    placesOfBest[n] = places[at] ?? 0;
    similaritiesOfBest[n] = similarities[at] ?? 0;
    sharedOfBest[n] = shareds[at] ?? 0;
  }
  return {
    count: nearest,
    shards: shardsOfBest,
    places: placesOfBest,
    similarities: similaritiesOfBest,
    shared: sharedOfBest,
  };
}

/** Adds the sets of one shard behind the `before` sets of the shards before it; returns how many there are then. */
function collect(
  hood: Neighbourhood,
  items: Int32Array,
  weights: readonly number[],
  sampled: number,
  before: number,
): number {
  foundAt = grown(foundAt, hood.places);
  const most = before + items.length * sampled;
  places = grown(places, most);
  similarities = grown(similarities, most);
  shareds = grown(shareds, most);
  // A few thousand sets a question: what the loop needs is read once.
  const [numberAt, placeOf, similarityOf, sharedOf, some] = [foundAt, places, similarities, shareds, having];
  let found = before;
  try {
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i] ?? -1;
      if (item < 0) continue;
      const [bit, weight] = [1 << i, weights[i] ?? 0];
      const count = hood.placesWith(item, sampled, some);
      for (let n = 0; n < count; n++) {
        const place = some[n] ?? 0;
        const at = (numberAt[place] ?? 0) - 1;
        if (at < 0) {
          placeOf[found] = place;
          similarityOf[found] = weight;
          sharedOf[found] = bit;
          found += 1;
          numberAt[place] = found;
        } else if (((sharedOf[at] ?? 0) & bit) === 0) {
          similarityOf[at] = (similarityOf[at] ?? 0) + weight;
          sharedOf[at] = (sharedOf[at] ?? 0) | bit;
        }
      }
    }
  } finally {
    for (let n = before; n < found; n++) numberAt[placeOf[n] ?? 0] = 0;
  }
  return found;
}

/** By similarity; of one question, which clears them first. */
let withSimilarity = new Int32Array(1_024);

/** Writes the indexes of the `count` of the first `found` with the highest similarity to `best`, in stable order; similarities are `most` at most. Returns how many there are. */
function mostSimilar(found: number, most: number, count: number): number {
  withSimilarity = grown(withSimilarity, most + 1);
  withSimilarity.fill(0, 0, most + 1);
  best = grown(best, count);
  for (let n = 0; n < found; n++) {
    const similarity = similarities[n] ?? 0;
    withSimilarity[similarity] = (withSimilarity[similarity] ?? 0) + 1;
  }
  /** Where the next one of this similarity goes; behind `count` it goes nowhere. */
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
  return Math.min(count, found);
}
