import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import { type EventFilter, filterCondition, filterValues } from './event-filter.ts';
import { type ArrivedEvent, type ArrivedRow, toArrivedEvent } from './read-arrived.ts';

/** `total` counts no further: nobody pages that far, and counting all events of a busy shop takes seconds. */
const maxCounted = 10_000;

/**
 * Returns a page of the events of a scope, the newest first by event time. An id begins with the event time, so the primary key gives that
 * order without a sort. `total` is exact up to 10,000.
 */
export async function listEvents(
  database: Database,
  scope: Scope,
  filter: EventFilter,
  limit: number,
  offset: number,
): Promise<{ events: ArrivedEvent[]; total: number }> {
  const values = filterValues(scope, filter);
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<ArrivedRow>(
      `SELECT * FROM events WHERE ${filterCondition} ORDER BY event_id DESC LIMIT $7 OFFSET $8`,
      [...values, limit, offset],
    );
    const counted = await client.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT 1 FROM events WHERE ${filterCondition} LIMIT ${maxCounted}) AS e`,
      [...values],
    );
    return { events: rows.map(toArrivedEvent), total: counted.rows[0]?.total ?? 0 };
  });
}
