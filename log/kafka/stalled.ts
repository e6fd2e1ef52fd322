import type { Progress } from './follower.ts';

/**
 * The partitions that are held and not fetched (tulios/kafkajs#1456 and its like): between two looks there was something to fetch,
 * nobody worked, and the position did not move. `ends` are the watermarks at the first look.
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
