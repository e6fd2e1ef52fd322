import type { EventsRecord } from '#domain/events/events-record.ts';
import type { Scope } from '#domain/scope.ts';
import { type EventRow, toPlacedEvent } from '../events/read-events.ts';
import { type ExposureRow, toExposure } from '../exposures/exposure-row.ts';
import type { Database } from '../postgres/database.ts';
import { boundsOf, readRows } from '../replays/read-rows.ts';
import type { Position } from '../replays/replay.ts';

/** A record of the log of events that is stored. */
export type PlacedRecord = { log: number; partition: number; offset: bigint; record: EventsRecord };

/** More than may be read are there. What to do then, whoever asks says behind the message. */
export class TooMuchPast extends Error {
  readonly code = 'too_much_past';
  constructor(most: number) {
    super(`There are more than ${most.toLocaleString('en')} events and answers until then, more than are read at once`);
    this.name = 'TooMuchPast';
  }
}

/**
 * Reads the events and exposures of a scope that were known at a moment: all before these positions, and received until a time. In the order of the log, each partition by itself. Throws
 * `TooMuchPast` if there are more than `most`.
 */
export async function readPastRecords(
  database: Pick<Database, 'query'>,
  scope: Scope,
  { positions, until }: { positions: readonly Position[]; until: Date },
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<PlacedRecord[]> {
  const reach = { scope, positions };
  const records: PlacedRecord[] = [];
  const add = (placed: PlacedRecord) => {
    if (records.length >= most) throw new TooMuchPast(most);
    records.push(placed);
  };
  const events = await boundsOf(database, 'events', reach);
  if (events !== null)
    for await (const rows of readRows<EventRow & Place>(database, 'events', reach, events.firstMs, events.lastMs + 1)) {
      signal.throwIfAborted();
      for (const row of rows)
        if (row.received_at <= until)
          add({ ...placeOf(row), record: { kind: 'event', event: toPlacedEvent(row).event } });
    }
  const exposures = await boundsOf(database, 'exposures', reach);
  if (exposures !== null)
    for await (const rows of readRows<ExposureRow>(
      database,
      'exposures',
      reach,
      exposures.firstMs,
      Math.min(exposures.lastMs, until.getTime()) + 1,
    )) {
      signal.throwIfAborted();
      for (const row of rows) add({ ...placeOf(row), record: { kind: 'exposure', exposure: toExposure(row) } });
    }
  for (const erasure of await readErasures(database, { ...reach, until })) add(erasure);
  return records.sort(byPlace);
}

/** Throws `TooMuchPast` before anything is read if there are more events that were received until a time: to read them takes seconds. */
export async function refuseTooMany(
  database: Pick<Database, 'query'>,
  scope: Scope,
  until: Date,
  most: number,
): Promise<void> {
  const { rows } = await database.query<{ known: string }>(
    'SELECT count(*) AS known FROM (SELECT FROM events WHERE scope = $1 AND received_at <= $2 LIMIT $3) of_scope',
    [scope, until, most + 1],
  );
  if (Number(rows[0]?.known) > most) throw new TooMuchPast(most);
}

/** Erasures take from the models what is stored under the shopper's pseudonym now. */
async function readErasures(
  database: Pick<Database, 'query'>,
  { scope, positions, until }: { scope: Scope; positions: readonly Position[]; until: Date },
): Promise<PlacedRecord[]> {
  const { rows } = await database.query<Place & { pseudonym: string; at: Date }>(
    'SELECT log, partition, "offset", pseudonym, at FROM erased_pseudonyms($1)',
    [scope],
  );
  const isKnown = (row: Place & { at: Date }) =>
    row.at <= until &&
    positions.some(
      ({ log, partition, next }) => log === row.log && partition === row.partition && row.offset < BigInt(next),
    );
  return rows.filter(isKnown).map((row) => ({
    ...placeOf(row),
    record: {
      kind: 'shopper_erased',
      erased: { scope, userId: row.pseudonym, requestedAtMs: row.at.getTime() },
    },
  }));
}

type Place = { log: number; partition: number; offset: bigint };

const placeOf = ({ log, partition, offset }: Place): Place => ({ log, partition, offset });

const byPlace = (a: Place, b: Place): number =>
  a.partition - b.partition || a.log - b.log || Number(a.offset - b.offset);
