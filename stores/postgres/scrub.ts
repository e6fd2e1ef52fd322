import type { Database } from './database.ts';

export type Scrubbed = {
  tables: number;
  /** Files of the WAL that were written over; null if the login may not do so. */
  walFiles: number | null;
};

const insufficientPrivilege = '42501';

/**
 * Leaves no former version of a row in the files of Postgres: writes each table and its statistics anew, then writes over every file of the WAL. Each table is locked for as long as it is
 * written, so that whoever reads or writes it waits. `owner` is a pool of the owner; only a superuser may write over the WAL. `onTable` is told each table before its turn.
 */
export async function scrubDatabase(owner: Database, onTable: (name: string) => void = () => {}): Promise<Scrubbed> {
  const { rows } = await owner.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY pg_table_size(oid), relname`,
  );
  for (const { name } of rows) {
    onTable(name);
    await owner.query(`VACUUM (FULL, ANALYZE) ${name}`);
  }
  return { tables: rows.length, walFiles: await overwriteWal(owner) };
}

async function overwriteWal(owner: Database): Promise<number | null> {
  try {
    // Its most frequent values and bounds are values of the tables.
    await owner.query('VACUUM (FULL) pg_statistic');
    // A checkpoint gives files that are of no more use the names of coming ones, with what is in them. A switch fills a file with zeros to its end.
    await owner.query('CHECKPOINT');
    const { rows } = await owner.query<{ count: number }>('SELECT count(*)::int AS count FROM pg_ls_waldir()');
    const files = rows[0]?.count ?? 0;
    for (let n = 0; n < files + 1; n++) {
      await owner.query(`SELECT pg_logical_emit_message(false, 'recomengine', 'scrub')`);
      await owner.query('SELECT pg_switch_wal()');
    }
    await owner.query('CHECKPOINT');
    return files;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === insufficientPrivilege) return null;
    throw error;
  }
}
