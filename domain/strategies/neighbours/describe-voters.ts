import type { Neighbours } from '../explanation.ts';
import type { Voters } from './voters.ts';

/** What the voters have to say of each of these products (joint numbers, -1 is none), in their order. `latestMsOf`: when a voter did anything last. */
export function describeVoters(
  of: Neighbours['of'],
  products: readonly number[],
  voters: Voters,
  latestMsOf: (shard: number, slot: number) => number | null,
): Neighbours[] {
  const having = new Map(products.map((number) => [number, { count: 0, most: 0, sum: 0, latestMs: -1 }]));
  for (let voter = 0; voter < voters.count; voter++) {
    const [shard, slot, similarity] = [
      voters.shards[voter] ?? 0,
      voters.slots[voter] ?? 0,
      voters.similarities[voter] ?? 0,
    ];
    for (const number of voters.numbers.subarray(voters.starts[voter], voters.starts[voter + 1])) {
      const known = having.get(number);
      if (known === undefined) continue;
      known.count += 1;
      known.sum += similarity;
      known.most = Math.max(known.most, similarity);
      known.latestMs = Math.max(known.latestMs, latestMsOf(shard, slot) ?? -1);
    }
  }
  return products.map((number) => {
    const { count = 0, most = 0, sum = 0, latestMs = -1 } = having.get(number) ?? {};
    return {
      of,
      found: voters.count,
      having: count,
      similarity: count === 0 ? null : { most, mean: sum / count },
      latestMs: latestMs < 0 ? null : latestMs,
    };
  });
}
