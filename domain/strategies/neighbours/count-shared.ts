import type { JointItems } from '../../interactions/joint-items.ts';
import { createSparseSums } from '../../memory/sparse-sums.ts';
import type { Voted } from './best-voted.ts';
import type { Voter } from './voters.ts';

/** By number of a product its place among the best, from 1; 0 is none. Of one question, which clears them first. */
const places = createSparseSums();

/** For each of the best, in their order, how many voters have both it and the i-th of the `asked` items that were asked with. */
export function countShared(
  joint: JointItems,
  best: readonly Voted[],
  asked: number,
  voters: readonly Voter[],
): Int32Array[] {
  places.clear();
  for (const [place, { number }] of best.entries()) places.add(number, place + 1);
  const counts = best.map(() => new Int32Array(asked));
  for (const { shard, shared, items } of voters) {
    const numbers = joint.numbersOf(shard);
    for (let n = 0; n < items.length; n++) {
      const place = places.of(numbers[items[n] ?? 0] ?? 0) - 1;
      const countsOf = place < 0 ? undefined : counts[place];
      if (countsOf === undefined) continue;
      for (let left = shared; left !== 0; left &= left - 1) {
        const at = 31 - Math.clz32(left & -left);
        countsOf[at] = (countsOf[at] ?? 0) + 1;
      }
    }
  }
  return counts;
}
