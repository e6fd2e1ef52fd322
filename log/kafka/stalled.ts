import type { Progress } from './follower.ts';

/**
 * Returns the partitions that a follower holds and does not fetch (as in tulios/kafkajs#1456): at two looks no handler worked, the position was
 * the same, and there were records behind it. `ends` are the high watermarks at the first look.
 */
export function stalledPartitions(
  before: ReadonlyMap<number, Progress>,
  ends: ReadonlyMap<number, bigint>,
  now: ReadonlyMap<number, Progress>,
): number[] {
  return [...now]
    .filter(([partition, { next, isBusy }]) => {
      const then = before.get(partition);
      return then !== undefined && !then.isBusy && !isBusy && then.next === next && next < (ends.get(partition) ?? 0n);
    })
    .map(([partition]) => partition);
}
