import type { JointItems } from '../../interactions/joint-items.ts';
import type { Neighbours } from '../explanation.ts';

type Voter = { shard: number; similarity: number; items: Int32Array };

/** What the voters have to say of each of these products (joint numbers, -1 is none), in their order. `latestMsOf`: when a voter did anything last. */
export function describeVoters<One extends Voter>(
  of: Neighbours['of'],
  joint: JointItems,
  products: readonly number[],
  voters: readonly One[],
  latestMsOf: (voter: One) => number | null,
): Neighbours[] {
  const having = new Map(products.map((number) => [number, { count: 0, most: 0, sum: 0, latestMs: -1 }]));
  for (const voter of voters) {
    const numbers = joint.numbersOf(voter.shard);
    for (const item of voter.items) {
      const known = having.get(numbers[item] ?? -1);
      if (known === undefined) continue;
      known.count += 1;
      known.sum += voter.similarity;
      known.most = Math.max(known.most, voter.similarity);
      known.latestMs = Math.max(known.latestMs, latestMsOf(voter) ?? -1);
    }
  }
  return products.map((number) => {
    const { count = 0, most = 0, sum = 0, latestMs = -1 } = having.get(number) ?? {};
    return {
      of,
      found: voters.length,
      having: count,
      similarity: count === 0 ? null : { most, mean: sum / count },
      latestMs: latestMs < 0 ? null : latestMs,
    };
  });
}
