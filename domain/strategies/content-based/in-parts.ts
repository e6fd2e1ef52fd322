import { leastOfBest } from '../../memory/least-of-best.ts';

/** About as many as an answer of eight reads; and how many times as many there are in all after each further part. */
const firstPart = 16;
const growth = 4;

/** The places of the best `limit` scores in the order of `compare`, which begins with the score; each part is sorted when it is read, since of six candidates an answer reads one. */
export function* inParts(
  scores: Float64Array,
  compare: (a: number, b: number) => number,
  limit: number,
): Generator<number> {
  const most = Math.min(limit, scores.length);
  for (
    let [done, wanted] = [0, Math.min(most, firstPart)];
    done < most;
    [done, wanted] = [wanted, Math.min(most, wanted * growth)]
  ) {
    const least = leastOfBest(scores, scores.length, wanted);
    const best: number[] = [];
    for (let n = 0; n < scores.length; n++) if ((scores[n] ?? 0) >= least) best.push(n);
    yield* best.sort(compare).slice(done, wanted);
  }
}
