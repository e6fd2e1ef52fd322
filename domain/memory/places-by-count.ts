import { grown } from './grown.ts';

/** Of one call at a time: where the next place with each count goes. */
let next = new Int32Array(64);

/** Returns the places of these whole counts, each 0 or more, the largest count first, and equal ones in their order. A counting sort: its cost is the number of counts plus the largest of them. */
export function placesByCount(counts: Float64Array): Int32Array {
  let most = 0;
  for (let place = 0; place < counts.length; place++) most = Math.max(most, counts[place] ?? 0);
  next = grown(next, most + 2);
  next.fill(0, 0, most + 2);
  for (let place = 0; place < counts.length; place++) {
    const behind = most - (counts[place] ?? 0) + 1;
    next[behind] = (next[behind] ?? 0) + 1;
  }
  for (let at = 1; at <= most + 1; at++) next[at] = (next[at] ?? 0) + (next[at - 1] ?? 0);
  const places = new Int32Array(counts.length);
  for (let place = 0; place < counts.length; place++) {
    const at = most - (counts[place] ?? 0);
    const to = next[at] ?? 0;
    places[to] = place;
    next[at] = to + 1;
  }
  return places;
}
