import type pg from 'pg';
import { type EventRow, toPlacedEvent } from '../events/read-events.ts';
import type { Database } from '../postgres/database.ts';
import { type Month, readArchive, writeArchive } from './archive-file.ts';
import { toLine } from './archive-line.ts';

/** A month that was archived, or that is due. */
export type ArchivedMonth = { month: Month; rows: number };

export type ArchiveOptions = {
  database: Database;
  /** The folder of the archives. */
  dir: string;
  /** Months whose last event arrived before this are due. */
  before: Date;
};

/** The file does not have as many events as the table, so the table is kept. */
class ArchiveDiffers extends Error {
  readonly code = 'archive_differs';
  readonly retryable = true;
  constructor(month: Month, rows: number, lines: number) {
    super(`the archive of ${month} has ${lines} lines, its table ${rows} rows: the month stays as it is`);
    this.name = 'ArchiveDiffers';
  }
}

const rowsPerFetch = 5_000;

/**
 * Returns the months of `events` that are over and whose events all arrived before a time, and how many events they have; the oldest first.
 * A month whose archiving was cut short is due in any case, an empty one never.
 */
export async function findDueMonths({ database, before }: Omit<ArchiveOptions, 'dir'>): Promise<ArchivedMonth[]> {
  const { rows } = await database.query<{ month: Month; state: string }>(
    `SELECT month, state FROM event_months WHERE state <> 'archived' AND (month + interval '1 month') AT TIME ZONE 'UTC' <= $1 ORDER BY month`,
    [before],
  );
  const due: ArchivedMonth[] = [];
  for (const { month, state } of rows) {
    const [from, to] = boundsOf(month);
    const fresh = await database.query(
      'SELECT FROM events WHERE event_time >= $1 AND event_time < $2 AND received_at >= $3 LIMIT 1',
      [from, to, before],
    );
    if (fresh.rowCount !== 0 && state === 'open') continue;
    const counted = await database.query<{ count: bigint }>(
      'SELECT count(*) AS count FROM events WHERE event_time >= $1 AND event_time < $2',
      [from, to],
    );
    const count = Number(counted.rows[0]?.count ?? 0n);
    if (count > 0 || state === 'archiving') due.push({ month, rows: count });
  }
  return due;
}

/**
 * Archives one month: marks it, so that it takes no more events; then, in one transaction that holds its writers off, writes the file,
 * reads it again and compares the counts, marks it archived and drops its table. A crash leaves the month, or the archive, or both, and
 * the next call ends the work. Returns the number of events, or undefined if an event came in before the mark: then the month is open again.
 */
export async function archiveMonth(
  { database, dir, before }: ArchiveOptions,
  month: Month,
): Promise<number | undefined> {
  await database.query(`UPDATE event_months SET state = 'archiving' WHERE month = $1 AND state = 'open'`, [month]);
  return database.transaction(async (client) => {
    const { rows: locked } = await client.query<{ is_there: boolean }>('SELECT lock_month($1) AS is_there', [month]);
    if (locked[0]?.is_there !== true) throw new Error(`table events has no partition for ${month}`);
    const bounds = boundsOf(month);
    const { rows: found } = await client.query<{ count: bigint; last_arrival: Date | null }>(
      'SELECT count(*) AS count, max(received_at) AS last_arrival FROM events WHERE event_time >= $1 AND event_time < $2',
      bounds,
    );
    const { count = 0n, last_arrival = null } = found[0] ?? {};
    if (last_arrival === null || last_arrival >= before) {
      await client.query(`UPDATE event_months SET state = 'open' WHERE month = $1`, [month]);
      return undefined;
    }
    await writeArchive(dir, month, linesOf(client, bounds));
    let lines = 0;
    for await (const _line of readArchive(dir, month)) lines += 1;
    if (BigInt(lines) !== count) throw new ArchiveDiffers(month, Number(count), lines);
    await client.query(
      `UPDATE event_months SET state = 'archived', archived_at = now(), archived_rows = $2, last_arrival = $3 WHERE month = $1`,
      [month, count, last_arrival],
    );
    await client.query('SELECT drop_month($1)', [month]);
    return lines;
  });
}

async function* linesOf(client: pg.PoolClient, bounds: [Date, Date]): AsyncGenerator<string> {
  await client.query(
    'DECLARE archived CURSOR FOR SELECT * FROM events WHERE event_time >= $1 AND event_time < $2',
    bounds,
  );
  for (;;) {
    const { rows } = await client.query<EventRow & { log: number; partition: number }>(
      `FETCH FORWARD ${rowsPerFetch} FROM archived`,
    );
    for (const row of rows) yield toLine({ ...toPlacedEvent(row), log: row.log, partition: row.partition });
    if (rows.length < rowsPerFetch) break;
  }
  // A table cannot be dropped while a cursor is open on it.
  await client.query('CLOSE archived');
}

/** Returns the first moment of a month, and that of the next month. */
export function boundsOf(month: Month): [Date, Date] {
  const from = new Date(`${month}T00:00:00Z`);
  return [from, new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1))];
}
