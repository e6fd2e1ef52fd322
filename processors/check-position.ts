import type { EventLog, TopicState } from '#log/event-log.ts';
import type { Claim } from '#stores/offsets/offsets.ts';
import { hashOf } from './run-partition.ts';

/**
 * Whether the log is still the one that was read: our position lies within it, and the record before it is the one we remember.
 * Answers what is wrong, for /ready and doctor, or null. A log that was put back or cut behind our back is noticed here, not skipped.
 */
export async function checkPosition(
  log: EventLog,
  topic: string,
  claim: Claim,
  state: TopicState,
): Promise<string | null> {
  const found = state.partitions.find(({ partition }) => partition === claim.partition);
  if (found === undefined) return `partition ${claim.partition} of ${topic} is gone from the log`;
  const at = `${topic}, partition ${claim.partition}: the loader stands at ${claim.nextOffset}`;
  if (claim.nextOffset > found.high)
    return `${at}, beyond the end of the log at ${found.high}: the log was truncated or replaced by an older one. Restore it, or see docs/cli.md, doctor.`;
  if (claim.nextOffset < found.low)
    return `${at}, behind the begin of the log at ${found.low}: retention has dropped records that were never loaded.`;
  if (claim.nextOffset === 0n || claim.nextOffset === found.low || claim.lastRecordHash === null) return null;
  const { records } = await log.read(topic, claim.partition, claim.nextOffset - 1n, { maxRecords: 1 });
  const last = records[0];
  if (last === undefined || last.offset !== claim.nextOffset - 1n) return null;
  return hashOf(last).equals(claim.lastRecordHash)
    ? null
    : `${at}, and the record before it is not the one that was loaded: the log differs from what was read, it was truncated or replaced.`;
}
