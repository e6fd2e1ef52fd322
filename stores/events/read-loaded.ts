import type { EventCursor } from '#domain/events/event-cursor.ts';
import type { Database } from '../postgres/database.ts';

type Row = { log: number; tag: string; partitions: number; partition: number | null; next: bigint | null };

/**
 * Returns how far the loader has come in each log of events, the oldest log first. All new events below these offsets are in `events`: the
 * loader moves them in the transaction that stores the events.
 */
export async function readLoaded(database: Pick<Database, 'query'>): Promise<EventCursor[]> {
  const { rows } = await database.query<Row>(
    `SELECT l.log, left(md5(l.log_id), 8) AS tag, l.partitions, o.partition, o.next_offset AS next
     FROM logs l LEFT JOIN consumer_offsets o ON o.log = l.log AND o.topic = l.topic AND o.consumer_group = 'loader'
     WHERE l.topic = 'events' ORDER BY l.log`,
  );
  const logs = new Map<number, { log: number; tag: string; next: bigint[] }>();
  for (const { log, tag, partitions, partition, next } of rows) {
    const one = logs.get(log) ?? { log, tag, next: Array<bigint>(partitions).fill(0n) };
    if (partition !== null && next !== null) one.next[partition] = next;
    logs.set(log, one);
  }
  return [...logs.values()];
}
