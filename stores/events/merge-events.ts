import type pg from 'pg';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { eventTypes } from '#schemas/events/index.ts';
import { type CopyWriter, copyInto } from '../postgres/binary-copy.ts';

/** An event and its place in the partition: the offset of its record. */
export type PlacedEvent = { offset: bigint; event: ShopEvent };

/** The columns of `events` in the order in which `writeEventRow` writes them. */
export const eventColumns = `event_id, event_time, received_at, "offset", scope, log, partition, type, flags, quantity, price_e4,
  user_id, product_id, session_id, client_event_id, placement_id, strategy, exposure_id, order_id, currency, metadata`;
const columnCount = 21;
export const eventFlags = { late: 1, unknownProduct: 2, clockCorrected: 4 } as const;

const staging = `CREATE TEMPORARY TABLE IF NOT EXISTS staged_events (
  event_id uuid, event_time timestamptz, received_at timestamptz, "offset" bigint, scope integer, log smallint, partition smallint,
  type smallint, flags smallint, quantity integer, price_e4 bigint, user_id text, product_id text, session_id text, client_event_id text,
  placement_id text, strategy text, exposure_id uuid, order_id text, currency text, metadata text) ON COMMIT DELETE ROWS`;

/**
 * Merges events of one partition into table `events` and returns those that are new, in their order: those whose row has this very position.
 * Ids must be distinct. The events go by COPY into a temporary table, since row-level security refuses COPY into `events`, and from there sorted
 * by key, so that two loaders cannot deadlock.
 */
export async function mergeEvents(
  client: pg.PoolClient,
  writer: CopyWriter,
  log: number,
  partition: number,
  events: readonly PlacedEvent[],
): Promise<readonly PlacedEvent[]> {
  if (events.length === 0) return events;
  // The table is made each time, since the rollback of a transaction drops it.
  await client.query(staging);
  for (const { offset, event } of events) writeEventRow(writer, log, partition, offset, event);
  await copyInto(client, `COPY staged_events (${eventColumns}) FROM STDIN (FORMAT binary)`, writer.finish());
  const { rowCount } = await client.query({
    name: 'events-merge',
    text: `INSERT INTO events (${eventColumns}) SELECT ${eventColumns} FROM staged_events ORDER BY event_id ON CONFLICT (event_id, event_time) DO NOTHING`,
  });
  if (rowCount === events.length) return events;
  const { rows } = await client.query<{ offset: bigint }>({
    name: 'events-new',
    // By OFFSET it is one probe of the primary key for each id, however little Postgres knows of either table.
    text: `SELECT s."offset" FROM staged_events s, LATERAL (
             SELECT FROM events e WHERE e.event_id = s.event_id AND e.event_time = s.event_time AND e.log = s.log AND e.partition = s.partition AND e."offset" = s."offset"
             OFFSET 0) AS e`,
  });
  const isNew = new Set(rows.map((row) => row.offset));
  return events.filter(({ offset }) => isNew.has(offset));
}

/** Writes one row of `events` for a binary COPY. */
export function writeEventRow(
  writer: CopyWriter,
  log: number,
  partition: number,
  offset: bigint,
  event: ShopEvent,
): void {
  const { purchase } = event;
  writer.startRow(columnCount);
  writer.uuid(event.id);
  writer.timestampMs(event.timestampMs);
  writer.timestampMs(event.receivedAtMs);
  writer.int64(offset);
  writer.int32(event.scope);
  writer.int16(log);
  writer.int16(partition);
  writer.int16(eventTypes[event.type].code);
  writer.int16(
    (event.late ? eventFlags.late : 0) |
      (event.unknownProduct ? eventFlags.unknownProduct : 0) |
      (event.clockCorrected ? eventFlags.clockCorrected : 0),
  );
  writer.int32(purchase?.quantity ?? null);
  writer.int64(purchase?.priceE4 ?? null);
  writer.text(event.userId);
  writer.text(event.productId);
  writer.text(event.sessionId);
  writer.text(event.clientEventId);
  writer.text(event.placementId);
  writer.text(event.strategy);
  writer.uuid(event.exposureId);
  writer.text(purchase?.orderId ?? null);
  writer.text(purchase?.currency ?? null);
  writer.text(event.metadata);
}
