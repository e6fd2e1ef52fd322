import { idOfUuid } from '#domain/events/identity.ts';
import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { type EventFilter, filterCondition, filterValues } from './event-filter.ts';
import { type ArrivedEvent, type ArrivedRow, toArrivedEvent } from './read-arrived.ts';

/** `total` counts no further: nobody pages that far, and counting all events of a busy shop takes seconds. */
const maxCounted = 10_000;

/** Which part of a list: behind the event of this id, if one is given, then behind `offset` more. */
export type EventPage = { limit: number; offset: number; after?: string | undefined };

/**
 * Returns events of a scope, the newest first by event time. An id begins with the event time, so the primary key gives that
 * order without a sort. `total` is of the whole list, exact up to 10,000.
 */
export async function listEvents(
  database: Database,
  scope: Scope,
  filter: EventFilter,
  { limit, offset, after }: EventPage,
): Promise<{ events: ArrivedEvent[]; total: number }> {
  const values = filterValues(scope, filter);
  const afterTime = after === undefined ? null : new Date(idOfUuid(after).readUIntBE(0, 6));
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<ArrivedRow>(
      `SELECT * FROM events WHERE ${filterCondition} AND ($7::uuid IS NULL OR (event_id < $7 AND event_time <= $8))
       ORDER BY event_id DESC LIMIT $9 OFFSET $10`,
      [...values, after ?? null, afterTime, limit, offset],
    );
    const counted = await client.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT 1 FROM events WHERE ${filterCondition} LIMIT ${maxCounted}) AS e`,
      [...values],
    );
    return { events: rows.map(toArrivedEvent), total: counted.rows[0]?.total ?? 0 };
  });
}
