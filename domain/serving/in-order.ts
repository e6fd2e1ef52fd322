import type { Kept } from './filter-candidates.ts';

const byScore = (a: Kept, b: Kept) => b.score - a.score;

/**
 * What one strategy proposes, the best first, by scores that rules have multiplied and divided; what they move back stands behind all others. Equal scores keep their order. No more of `kept` are
 * read than have to be known: from one on none has more than `mostFrom` says of it, so what has as much stands before it.
 */
export function* inOrder(kept: Iterable<Kept>, mostFrom: (one: Kept) => number): Generator<Kept> {
  /** By falling scores. */
  const front: Kept[] = [];
  const back: Kept[] = [];
  let least: number | undefined;
  for (const one of kept) {
    const most = mostFrom(one);
    while (front.length > 0 && (front[0]?.score ?? 0) >= most) {
      const first = front.shift() as Kept;
      least = first.score;
      yield first;
    }
    if (one.demotedBy !== null) back.push(one);
    else put(front, one);
  }
  for (const one of front) {
    least = one.score;
    yield one;
  }
  back.sort(byScore);
  // So that scores fall all the way.
  const best = back[0]?.score;
  const share = least === undefined || best === undefined || best <= least ? 1 : least / best;
  for (const one of back) yield { ...one, score: one.score * share };
}

/** Behind all that have as much. */
function put(inOrder: Kept[], one: Kept): void {
  let [from, to] = [0, inOrder.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((inOrder[middle]?.score ?? 0) >= one.score) from = middle + 1;
    else to = middle;
  }
  if (from === inOrder.length) inOrder.push(one);
  else inOrder.splice(from, 0, one);
}
