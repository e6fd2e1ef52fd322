import type { OffsetRange } from '#domain/events/event-cursor.ts';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { type EventFilter, filterCondition, filterValues } from './event-filter.ts';
import type { PlacedEvent } from './merge-events.ts';
import { type EventRow, toPlacedEvent } from './read-events.ts';

/** An event and its place: the log, and the partition and offset in it. */
export type ArrivedEvent = PlacedEvent & { log: number; partition: number };

/** A row of `events` with its place. */
export type ArrivedRow = EventRow & { log: number; partition: number };

/**
 * Returns the first `limit` events of a scope in these ranges of one log, by partition and offset. One query for all ranges: the rows that
 * came last are in no summary of the BRIN index yet, and each query reads all of those.
 */
export async function readArrived(
  database: Database,
  scope: Scope,
  filter: EventFilter,
  { log, ranges }: { log: number; ranges: readonly OffsetRange[] },
  limit: number,
): Promise<ArrivedEvent[]> {
  const values = [...filterValues(scope, filter), log, limit];
  const places = ranges.map(({ partition, from, before }) => {
    const first = values.push(partition, from, before) - 2;
    return `log = $7 AND partition = $${first} AND "offset" >= $${first + 1} AND "offset" < $${first + 2}`;
  });
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<ArrivedRow>(
      `SELECT * FROM events WHERE ${filterCondition} AND (${places.join(' OR ')}) ORDER BY partition, "offset" LIMIT $8`,
      values,
    ),
  );
  return rows.map(toArrivedEvent);
}

export function toArrivedEvent(row: ArrivedRow): ArrivedEvent {
  return { log: row.log, partition: row.partition, ...toPlacedEvent(row) };
}
