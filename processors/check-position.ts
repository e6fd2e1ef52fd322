import type { EventLog, PartitionState, TopicState } from '#log/event-log.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { hashOf } from './run-partition.ts';

/**
 * Whether the log is still the one that was read: our position lies within it, and the record before it is the one we remember.
 * Answers what is wrong, for /ready and doctor, or null. A log that was put back or cut behind our back is noticed here, not skipped.
 *
 * On a compacted topic the record before our position may be gone, because a later one of its key stands in for it. That cannot be told from
 * another log, and is taken as it is: so compaction can hide that the log is another one, but only where an older log was put back,
 * grew beyond our position and was compacted there, all while no processor looked.
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
  if (last === undefined || last.offset !== claim.nextOffset - 1n)
    return isCompacted ? null : `${at}, and the record before it is not in the log: the log is damaged. Restore it.`;
  return hashOf(last).equals(claim.lastRecordHash)
    ? null
    : `${at}, and the record before it is not the one that was loaded: the log differs from what was read, it was truncated or replaced.`;
}

/** Whether deletions behind a position may be gone: what it has folded before then has what should have been deleted. */
export function hasMissedDeletions(
  { nextOffset }: Pick<Claim, 'nextOffset'>,
  { low, forgottenBelow }: PartitionState,
): boolean {
  return forgottenBelow !== undefined && nextOffset > low && nextOffset < forgottenBelow;
}
