import type { Scope } from '#domain/scope.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';
import type { Database } from '../postgres/database.ts';
import type { PlacedEvent } from './merge-events.ts';
import { type EventRow, toPlacedEvent } from './read-events.ts';

/** `from` is inclusive, `to` exclusive. */
export type EventFilter = {
  type?: EventType | undefined;
  userId?: string | undefined;
  productId?: string | undefined;
  from?: Date | null;
  to?: Date | null;
};

/** `total` counts no further: nobody pages that far, and counting all events of a busy shop takes seconds. */
const maxCounted = 10_000;

const condition = `scope = $1 AND ($2::smallint IS NULL OR type = $2) AND ($3::text IS NULL OR user_id = $3) AND ($4::text IS NULL OR product_id = $4)
  AND ($5::timestamptz IS NULL OR event_time >= $5) AND ($6::timestamptz IS NULL OR event_time < $6)`;

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
): Promise<{ events: PlacedEvent[]; total: number }> {
  const values = [
    scope,
    filter.type === undefined ? null : eventTypes[filter.type].code,
    filter.userId ?? null,
    filter.productId ?? null,
    filter.from ?? null,
    filter.to ?? null,
  ];
  return database.scoped({ scopes: [scope] }, async (client) => {
    const { rows } = await client.query<EventRow>(
      `SELECT * FROM events WHERE ${condition} ORDER BY event_id DESC LIMIT $7 OFFSET $8`,
      [...values, limit, offset],
    );
    const counted = await client.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM (SELECT 1 FROM events WHERE ${condition} LIMIT ${maxCounted}) AS e`,
      values,
    );
    return { events: rows.map(toPlacedEvent), total: counted.rows[0]?.total ?? 0 };
  });
}
