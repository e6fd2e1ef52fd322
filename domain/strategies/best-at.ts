import { placesByScore } from '../memory/places-by-score.ts';

/** The best `limit` of what stands at the first `count` places, the best first. `compare` begins with the score, and is asked of equal scores alone; what is behind `limit` is not made. */
export function bestAt<Made>(
  scores: Float64Array,
  count: number,
  limit: number,
  makeAt: (place: number) => Made,
  compare: (a: Made, b: Made) => number,
): Made[] {
  const places = placesByScore(scores, count);
  const best: Made[] = [];
  for (let from = 0; from < count && best.length < limit; ) {
    const score = scores[places[from] ?? 0] ?? 0;
    best.push(makeAt(places[from] ?? 0));
    let end = from + 1;
    for (; end < count && scores[places[end] ?? 0] === score; end++) best.push(makeAt(places[end] ?? 0));
    if (end > from + 1) best.push(...best.splice(from).sort(compare));
    from = end;
  }
  best.length = Math.min(best.length, limit);
  return best;
}
