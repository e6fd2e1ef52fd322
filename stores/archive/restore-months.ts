import { eventColumns, writeEventRow } from '../events/merge-events.ts';
import { copyInto, createCopyWriter } from '../postgres/binary-copy.ts';
import type { Database } from '../postgres/database.ts';
import { hasArchive, type Month, readArchive } from './archive-file.ts';
import { fromLine } from './archive-line.ts';

const rowsPerCopy = 5_000;

/** Returns the archived months, the oldest first, and whether each is in table `events` (`isThere`) or only in its file. */
export async function listArchived(database: Database): Promise<{ month: Month; isThere: boolean }[]> {
  const { rows } = await database.query<{ month: Month; isThere: boolean }>(
    `SELECT month, to_regclass(month_table(month)) IS NOT NULL AS "isThere" FROM event_months WHERE state = 'archived' ORDER BY month`,
  );
  return rows;
}

/**
 * Puts the rows of an archived month back into table `events`, all or none, for a rebuild that has to read them. The month still refuses new
 * events. Returns the number of rows.
 */
export async function restoreMonth(database: Database, dir: string, month: Month): Promise<number> {
  if (!hasArchive(dir, month)) throw new Error(`the archive of ${month} is not in ${dir}: put it back there`);
  const writer = createCopyWriter();
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT create_month_aside($1) AS name', [month]);
    const copy = `COPY ${rows[0]?.name} (${eventColumns}) FROM STDIN (FORMAT binary)`;
    let pending = 0;
    let count = 0;
    for await (const line of readArchive(dir, month)) {
      const { log, partition, offset, event } = fromLine(line);
      writeEventRow(writer, log, partition, offset, event);
      count += 1;
      pending += 1;
      if (pending < rowsPerCopy) continue;
      await copyInto(client, copy, writer.finish());
      pending = 0;
    }
    await copyInto(client, copy, writer.finish());
    await client.query('SELECT attach_month($1)', [month]);
    return count;
  });
}

/** Takes restored months out of the table again, if their archive is there. Returns which. */
export async function dropRestored(database: Database, dir: string): Promise<Month[]> {
  const restored = (await listArchived(database)).filter(({ month, isThere }) => isThere && hasArchive(dir, month));
  for (const { month } of restored) await database.query('SELECT drop_month($1)', [month]);
  return restored.map(({ month }) => month);
}
