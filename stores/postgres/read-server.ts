import type { Database } from './database.ts';

/** Settings that decide what a power cut may lose. */
export const durabilitySettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
export type DurabilitySetting = (typeof durabilitySettings)[number];

/** `number` is the version as a number: 150004 is 15.4. `now` is the server's clock. */
export type Server = { version: string; number: number; now: Date } & Record<DurabilitySetting, string>;

/** Reads the server's version, clock and durability settings. */
export async function readServer(database: Database): Promise<Server> {
  const { rows } = await database.query<Server>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
            clock_timestamp() AS now, ${durabilitySettings.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  );
  if (rows[0] === undefined) throw new Error('Postgres said nothing of itself');
  return rows[0];
}

/** Returns the names of the migrations that were applied. */
export async function readApplied(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('SELECT name FROM schema_migrations');
  return rows.map(({ name }) => name);
}

/** Returns our tables with tenants' rows on which row-level security was switched off. Partitions are left out: they are read through their parents. */
export async function findUnprotected(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ table: string }>(
    `SELECT DISTINCT c.relname AS table FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('scope', 'tenant_id') AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relrowsecurity
       AND has_table_privilege('api', c.oid, 'SELECT')
     ORDER BY 1`,
  );
  return rows.map(({ table }) => table);
}
