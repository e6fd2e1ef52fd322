import { grown } from './grown.ts';

/** Of one call at a time: the scores, the lowest first, and how many of an equal score have been put in their place. */
let sorted = new Float64Array(64);
let put = new Int32Array(64);

/**
 * Returns the places of the first `count` scores, the highest first, and equal ones in their order. Numbers are sorted by the engine's own code, and then each looked up there: a sort that asks a function
 * which of two comes first takes five times as long.
 */
export function placesByScore(scores: Float64Array, count: number): Int32Array {
  sorted = grown(sorted, count);
  put = grown(put, count);
  put.fill(0, 0, count);
  sorted.set(scores.subarray(0, count));
  sorted.subarray(0, count).sort();
  const places = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const score = scores[place] ?? 0;
    let [from, to] = [0, count];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((sorted[middle] ?? 0) <= score) from = middle + 1;
      else to = middle;
    }
    // So many have more.
    const first = count - from;
    const before = put[first] ?? 0;
    places[first + before] = place;
    put[first] = before + 1;
  }
  return places;
}
