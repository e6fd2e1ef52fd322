import type { JointItems } from '../../interactions/joint-items.ts';
import { inParts } from '../in-parts.ts';
import { byRank } from '../rank.ts';

/** A product with its joint number. */
export type Ranked = { number: number; productId: string; score: number; popularity: number };

/** Products by joint number, in no order, with their scores. */
type Scored = { count: number; numbers: Int32Array; scores: Float64Array };

/** The best `limit`, the best first, in parts as `inParts` has them: ties by popularity, then by id. `popularityOf`: of the product at this place. */
export function bestFirst(
  joint: JointItems,
  { count, numbers, scores }: Scored,
  popularityOf: (place: number) => number,
  limit: number,
): Generator<readonly Ranked[]> {
  const rankedAt = (place: number): Ranked => {
    const number = numbers[place] ?? 0;
    return { number, productId: joint.nameOf(number), score: scores[place] ?? 0, popularity: popularityOf(place) };
  };
  return inParts({ scores, count }, limit, rankedAt, byRank);
}
