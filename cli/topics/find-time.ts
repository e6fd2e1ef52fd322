import type { EventLog, PartitionState } from '#log/event-log.ts';

/**
 * Returns the offset of the first record of a partition that was appended at this time or later; the partition's end if there is none. Searches by halves, since times of appends rise with the offsets; where a
 * clock was set back meanwhile, it finds one of the places where the time is crossed.
 */
export async function findTime(
  log: EventLog,
  topic: string,
  { partition, low, high }: PartitionState,
  timeMs: number,
): Promise<bigint> {
  let [from, until] = [low, high];
  while (from < until) {
    const middle = (from + until) / 2n;
    const [record] = (await log.read(topic, partition, middle, { maxRecords: 1 })).records;
    // Behind a gap the record found may stand beyond the half that is searched: what is before it is known to be empty then.
    if (record === undefined || record.timestampMs >= timeMs) until = middle;
    else from = record.offset + 1n;
  }
  return from;
}
