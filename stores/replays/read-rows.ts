import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import type { Position } from './replay.ts';

export const dayMs = 86_400_000;
const rowsPerRead = 5_000;

/** A table whose rows have a position and an id that begins with their time. */
const idOf = { events: 'event_id', exposures: 'exposure_id' } as const;
const timeOf = { events: 'event_time', exposures: 'served_at' } as const;
export type PlacedTable = keyof typeof idOf;

/** Whose rows are read, and up to where. */
export type Reach = { scope: Scope; positions: readonly Position[] };

/** Reads the rows of a scope from one time until before another, in the order of time, in pieces; none at or behind the positions. */
export async function* readRows<Row extends object>(
  database: Pick<Database, 'query'>,
  table: PlacedTable,
  { scope, positions }: Reach,
  fromMs: number,
  untilMs: number,
): AsyncGenerator<Row[]> {
  const [id, time] = [idOf[table], timeOf[table]];
  // An id begins with its time, so the first one of a time is known.
  let after = firstIdOf(fromMs);
  for (;;) {
    const { rows } = await database.query<Row & { lastId: string }>(
      `SELECT t.*, t.${id} AS "lastId" FROM ${table} t
       JOIN unnest($1::smallint[], $2::smallint[], $3::bigint[]) AS p (log, partition, next) ON p.log = t.log AND p.partition = t.partition AND t."offset" < p.next
       WHERE t.scope = $4 AND t.${time} >= $5 AND t.${time} < $6 AND t.${id} > $7 ORDER BY t.${id} LIMIT ${rowsPerRead}`,
      [
        positions.map(({ log }) => log),
        positions.map(({ partition }) => partition),
        positions.map(({ next }) => next),
        scope,
        new Date(fromMs),
        new Date(untilMs),
        after,
      ],
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerRead) return;
    after = last.lastId;
  }
}

/** The times of the first and the last row of a scope, in milliseconds; null if it has none. */
export async function boundsOf(
  database: Pick<Database, 'query'>,
  table: PlacedTable,
  { scope }: Reach,
): Promise<{ firstMs: number; lastMs: number } | null> {
  const time = timeOf[table];
  const { rows } = await database.query<{ first: Date | null; last: Date | null }>(
    `SELECT min(${time}) AS first, max(${time}) AS last FROM ${table} WHERE scope = $1`,
    [scope],
  );
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null ? null : { firstMs: first.getTime(), lastMs: last.getTime() };
}

/** Ids of events and exposures begin with their time: they are greater than this from that time on. */
export function firstIdOf(timeMs: number): string {
  const hex = Math.max(0, timeMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** `2026-03-01` */
export const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);
