import type { EventLog, LogRecord } from '#log/event-log.ts';

/** Reads every record that a topic has now, partition by partition, in the order of positions; none that comes while it reads. */
export async function* readRecords(
  log: EventLog,
  topic: string,
): AsyncIterable<{ partition: number; record: LogRecord }> {
  const { partitions } = await log.describe(topic);
  for (const { partition, low, high } of partitions) {
    for (let at = low; at < high; ) {
      const { records } = await log.read(topic, partition, at);
      const last = records.at(-1);
      if (last === undefined) break;
      for (const record of records) if (record.offset < high) yield { partition, record };
      at = last.offset + 1n;
    }
  }
}
