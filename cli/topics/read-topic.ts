import type { EventLog, LogRecord } from '#log/event-log.ts';
import { findTime } from './find-time.ts';

/** From when to when records were appended; the end is not included. Null is open. */
export type Appended = { fromMs: number | null; untilMs: number | null };

/** Reads the records that a topic has now and that were appended in this time, partition by partition, in the order of positions. */
export async function* readTopic(
  log: EventLog,
  topic: string,
  { fromMs, untilMs }: Appended,
): AsyncGenerator<{ partition: number; record: LogRecord }> {
  const { partitions } = await log.describe(topic);
  for (const state of partitions) {
    const { partition, low, high } = state;
    const end = untilMs === null ? high : await findTime(log, topic, state, untilMs);
    for (let at = fromMs === null ? low : await findTime(log, topic, state, fromMs); at < end; ) {
      const { records } = await log.read(topic, partition, at);
      const last = records.at(-1);
      if (last === undefined) break;
      for (const record of records) if (record.offset < end) yield { partition, record };
      at = last.offset + 1n;
    }
  }
}

/** Where a reader begins who wants what is appended from a time on; null: what comes from now on. */
export async function startsOf(log: EventLog, topic: string, fromMs: number | null): Promise<Map<number, bigint>> {
  const { partitions } = await log.describe(topic);
  const starts = new Map<number, bigint>();
  for (const state of partitions)
    starts.set(state.partition, fromMs === null ? state.high : await findTime(log, topic, state, fromMs));
  return starts;
}
