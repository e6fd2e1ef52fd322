import type { EventLog, PartitionState, TopicState } from '#log/event-log.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { hashOf } from './run-partition.ts';

/**
 * Checks that the log is still the one that was read: the group's position must lie within it, and the record before that position must be
 * the remembered one. Returns what is wrong, for /ready and doctor, or null. So a log that somebody has restored or truncated meanwhile is noticed.
 *
 * The record before the position may be gone: on a compacted topic because a later record of its key has superseded it, else because its shopper was erased. Then nothing can be
 * compared, and the log is accepted. This hides another log only if an older log was restored, grew beyond the position and was compacted there,
 * all while no processor was running.
 */
export async function checkPosition(
  log: EventLog,
  { topic, isCompacted }: { topic: string; isCompacted: boolean },
  claim: Pick<Claim, 'partition' | 'nextOffset' | 'lastRecordHash'>,
  state: TopicState,
): Promise<string | null> {
  const found = state.partitions.find(({ partition }) => partition === claim.partition);
  if (found === undefined) return `partition ${claim.partition} of ${topic} is gone from the log`;
  const at = `${topic}, partition ${claim.partition}: what is stored stands at ${claim.nextOffset}`;
  if (claim.nextOffset > found.high)
    return `${at}, beyond the end of the log at ${found.high}: the log was truncated or replaced by an older one. Restore it, or see docs/cli.md, doctor.`;
  if (claim.nextOffset < found.low)
    return `${at}, behind the begin of the log at ${found.low}: retention has dropped ${found.low - claim.nextOffset} records that were never loaded. See docs/cli.md, doctor.`;
  if (hasMissedDeletions(claim, found))
    return `${at}, and deletions below ${found.forgottenBelow} have been compacted away since. Run \`recomengine rebuild ${topic}\`, then start again.`;
  if (claim.nextOffset === 0n || claim.nextOffset === found.low || claim.lastRecordHash === null) return null;
  const { records } = await log.read(topic, claim.partition, claim.nextOffset - 1n, { maxRecords: 1 });
  const last = records[0];
  // It was taken out: superseded, or of a shopper who was erased since, whose erasure comes later.
  if (last !== undefined && last.offset !== claim.nextOffset - 1n) return null;
  if (last === undefined)
    return isCompacted ? null : `${at}, and the record before it is not in the log: the log is damaged. Restore it.`;
  return hashOf(last).equals(claim.lastRecordHash)
    ? null
    : `${at}, and the record before it is not the one that was loaded: the log differs from what was read, it was truncated or replaced.`;
}

/** Whether deletions that were not folded yet may be gone from the log. If so, the projection still has products that were deleted. */
export function hasMissedDeletions(
  { nextOffset }: Pick<Claim, 'nextOffset'>,
  { low, forgottenBelow }: PartitionState,
): boolean {
  return forgottenBelow !== undefined && nextOffset > low && nextOffset < forgottenBelow;
}
