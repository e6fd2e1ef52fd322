import { leastOfBest } from '../memory/least-of-best.ts';

/** About as many as an answer of eight reads; and how many times as many there are in all after each further part. */
const firstPart = 16;
const growth = 4;

/**
 * The best `limit` of the first `count` scores, the best first, in parts: each is made and sorted when it is read, since of six candidates an answer reads one. `makeAt`: what stands at a place;
 * `compare` begins with the score. The arrays have to stay as they are until the last part is read.
 */
export function* inParts<Made>(
  { scores, count }: { scores: Float64Array; count: number },
  limit: number,
  makeAt: (place: number) => Made,
  compare: (a: Made, b: Made) => number,
): Generator<readonly Made[]> {
  const most = Math.min(limit, count);
  /** What was made and not handed over, and from which score on all was made. */
  let [best, made]: [Made[], number] = [[], Number.POSITIVE_INFINITY];
  for (let [done, wanted] = [0, Math.min(most, firstPart)]; done < most; ) {
    const least = leastOfBest(scores, count, wanted);
    for (let place = 0; place < count; place++) {
      const score = scores[place] ?? 0;
      if (score >= least && score < made) best.push(makeAt(place));
    }
    best.sort(compare);
    yield best.slice(0, wanted - done);
    best = best.slice(wanted - done);
    made = Math.min(made, least);
    [done, wanted] = [wanted, Math.min(most, wanted * growth)];
  }
}
