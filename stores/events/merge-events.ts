import type pg from 'pg';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { eventTypes } from '#schemas/events/index.ts';
import { type CopyWriter, copyInto } from '../postgres/binary-copy.ts';
import { sqlStateOf } from '../postgres/classify-error.ts';
import { endOfMonth, monthTableOf } from '../postgres/months.ts';

/** An event and its place in the partition: the offset of its record. */
export type PlacedEvent = { offset: bigint; event: ShopEvent };

/** The columns of `events` in the order in which `writeEventRow` writes them. */
export const eventColumns = `event_id, event_time, received_at, "offset", scope, log, partition, type, flags, quantity, price_e4,
  user_id, product_id, session_id, client_event_id, placement_id, strategy, exposure_id, order_id, currency, metadata`;
const columnCount = 21;
export const eventFlags = { late: 1, unknownProduct: 2, clockCorrected: 4 } as const;

/** Another loader has stored one of the events since it was looked for. The next try finds it. */
class StoredMeanwhile extends Error {
  readonly code = 'stored_meanwhile';
  readonly retryable = true;
  constructor(cause: unknown) {
    super('an event was stored by another loader meanwhile', { cause });
    this.name = 'StoredMeanwhile';
  }
}

const uniqueViolation = '23505';

/** One probe of the primary key for each id, in the one month its time falls in, however little Postgres knows of the table. The event time is the first 48 bits of the id. */
const storedSql = `SELECT k.n::int AS n, e.is_here AS "isHere"
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS k(id, ms, at, n),
LATERAL (
  SELECT e.log = $4 AND e.partition = $5 AND e."offset" = k.at AS is_here FROM events e
  WHERE e.event_id = k.id AND e.event_time = timestamptz 'epoch' + k.ms * interval '1 millisecond'
  OFFSET 0
) AS e`;

/**
 * Merges events of one partition into table `events` and returns those that are new, in their order: those that were not stored, or whose row has this very position.
 * Ids must be distinct, and their months open: a month that is not is Postgres' error 42P01. The rows go by COPY into the tables of their months, since row-level security refuses COPY into `events`,
 * sorted by key (whose first 48 bits are the time), so that they lie together and two loaders rarely wait for each other. Throws `StoredMeanwhile`, retryable, if one of them was stored since it was looked for.
 */
export async function mergeEvents(
  client: pg.PoolClient,
  writer: CopyWriter,
  log: number,
  partition: number,
  events: readonly PlacedEvent[],
): Promise<readonly PlacedEvent[]> {
  if (events.length === 0) return events;
  const stored = await findStored(client, log, partition, events);
  const missing = stored.size === 0 ? [...events] : events.filter((placed) => !stored.has(placed));
  missing.sort((a, b) => a.event.timestampMs - b.event.timestampMs || Buffer.compare(a.event.id, b.event.id));
  for (let from = 0; from < missing.length; ) {
    const { timestampMs } = missing[from]!.event;
    const [table, endMs] = [monthTableOf(timestampMs), endOfMonth(timestampMs)];
    let to = from;
    for (; to < missing.length && missing[to]!.event.timestampMs < endMs; to += 1) {
      const { offset, event } = missing[to]!;
      writeEventRow(writer, log, partition, offset, event);
    }
    await copyInto(client, `COPY ${table} (${eventColumns}) FROM STDIN (FORMAT binary)`, writer.finish()).catch(
      (error: unknown) => {
        throw sqlStateOf(error) === uniqueViolation ? new StoredMeanwhile(error) : error;
      },
    );
    from = to;
  }
  return stored.size === 0 ? events : events.filter((placed) => stored.get(placed) !== false);
}

/** Returns the events whose id is stored, and whether it is stored from this very position. */
async function findStored(
  client: pg.PoolClient,
  log: number,
  partition: number,
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<PlacedEvent, boolean>> {
  const { rows } = await client.query<{ n: number; isHere: boolean }>({
    name: 'events-stored',
    text: storedSql,
    values: [
      `{${events.map(({ event }) => event.id.toString('hex')).join(',')}}`,
      `{${events.map(({ event }) => event.timestampMs).join(',')}}`,
      `{${events.map(({ offset }) => offset).join(',')}}`,
      log,
      partition,
    ],
  });
  return new Map(rows.map(({ n, isHere }) => [events[n - 1]!, isHere]));
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
