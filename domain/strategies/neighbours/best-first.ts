import type { JointItems } from '../../interactions/joint-items.ts';
import { leastOfBest } from '../../memory/least-of-best.ts';
import { byRank } from '../rank.ts';

/** A product with its joint number. */
export type Ranked = { number: number; productId: string; score: number; popularity: number };

/** Products by joint number, in no order, with their scores. */
type Scored = { count: number; numbers: Int32Array; scores: Float64Array };

/** About as many as an answer of eight reads; and how many times as many there are in all after each further part. */
const firstPart = 16;
const growth = 4;

/**
 * The best `limit`, the best first, in parts: ties by popularity, then by id. Each part is named and sorted when it is read, since of six candidates an answer reads one. `popularityOf`: of the product at
 * this place. The arrays have to stay as they are until the last part is read.
 */
export function* bestFirst(
  joint: JointItems,
  { count, numbers, scores }: Scored,
  popularityOf: (place: number) => number,
  limit: number,
): Generator<readonly Ranked[]> {
  for (let [done, wanted] = [0, Math.min(limit, firstPart)]; ; [done, wanted] = [wanted, wanted * growth]) {
    wanted = Math.min(limit, wanted);
    const least = leastOfBest(scores, count, wanted);
    const best: Ranked[] = [];
    for (let n = 0; n < count; n++) {
      const [number, score] = [numbers[n] ?? 0, scores[n] ?? 0];
      if (score >= least) best.push({ number, productId: joint.nameOf(number), score, popularity: popularityOf(n) });
    }
    yield best.sort(byRank).slice(done, wanted);
    if (wanted >= Math.min(limit, count)) return;
  }
}
