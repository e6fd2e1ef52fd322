import type { Database } from '../postgres/database.ts';
import type { ProjectionTable } from '../projections/projection-table.ts';
import type { Month } from './archive-file.ts';
import { boundsOf } from './archive-months.ts';

const rowsPerDelete = 5_000;

/**
 * Deletes old rows of the tables that have a time: those of months whose last event arrived before `before`. The age counts from arrival, as for
 * raw events, so that imported history is kept as long as fresh events. It deletes rows of every version, in transactions of bounded size.
 * Returns how many rows were deleted.
 */
export async function dropAggregates(
  database: Database,
  before: Date,
  tables: readonly ProjectionTable[],
): Promise<number> {
  let dropped = 0;
  for (const month of await monthsWithout(database, before)) {
    const bounds = boundsOf(month);
    for (const { name: table, columns, time: column } of tables) {
      if (column === null) continue;
      // Days compare as dates: a month begins and ends with one.
      const values = columns[column] === 'date' ? bounds.map((at) => at.toISOString().slice(0, 10)) : bounds;
      for (let isMore = true; isMore; ) {
        const { rowCount } = await database.query(
          `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${column} >= $1 AND ${column} < $2 LIMIT ${rowsPerDelete}))`,
          values,
        );
        dropped += rowCount ?? 0;
        isMore = rowCount === rowsPerDelete;
      }
    }
  }
  return dropped;
}

/** Returns the months that are over and to which no event has come since. */
async function monthsWithout(database: Database, since: Date): Promise<Month[]> {
  const { rows } = await database.query<{ month: Month; last_arrival: Date | null }>(
    `SELECT month, last_arrival FROM event_months WHERE (month + interval '1 month') AT TIME ZONE 'UTC' <= $1 AND (last_arrival IS NULL OR last_arrival < $1) ORDER BY month`,
    [since],
  );
  const without: Month[] = [];
  for (const { month, last_arrival } of rows) {
    const [from, to] = boundsOf(month);
    const isFresh =
      last_arrival === null &&
      (
        await database.query(
          'SELECT FROM events WHERE event_time >= $1 AND event_time < $2 AND received_at >= $3 LIMIT 1',
          [from, to, since],
        )
      ).rowCount !== 0;
    if (!isFresh) without.push(month);
  }
  return without;
}
