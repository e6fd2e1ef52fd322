import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { isConnectionLost } from './classify-error.ts';
import { createLogins } from './create-logins.ts';

export type MigrateOptions = {
  /** The URL of the database's owner: the superuser of the embedded server, elsewhere a role with CREATEROLE. */
  ownerUrl: string;
  processorPassword: string;
  apiPassword: string;
  /** Whether a database that a newer version has brought up to date is taken as it is, as while processes of both run during an upgrade. True if left out. */
  mayBeNewer?: boolean;
};

/** The database has migrations that this version does not know, and was not to have any. Nothing was changed. */
class NewerDatabase extends Error {
  readonly code = 'newer_database';
  readonly retryable = false;
  constructor(unknown: readonly string[]) {
    super(
      `a newer version has brought the database up to date (${unknown.join(', ')}), and this one might damage what that has written: start the newer version, or restore a backup from before the upgrade`,
    );
    this.name = 'NewerDatabase';
  }
}

const folder = join(import.meta.dirname, 'migrations');
/** Any number, as long as all processes use the same: two that start together migrate one after the other. */
const lockKey = 7_260_112;

/**
 * Brings the database to the newest version: makes it if it is missing, then the logins `processor` and `api`, then runs each
 * numbered file once, in a transaction of its own. Throws `NewerDatabase` before it changes anything, unless that may be. Returns the files that ran now. Throws if a file was edited after it was applied, and pg's
 * own error if the connection is lost: all files that ran whole stay, and another call goes on behind them.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  await createDatabase(options.ownerUrl);
  const client = newClient(options.ownerUrl);
  await client.connect();
  try {
    await refuseOldServer(client);
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM schema_migrations');
    const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
    const names = migrationNames();
    const unknown = [...applied.keys()].filter((name) => !names.includes(name)).sort();
    if (options.mayBeNewer === false && unknown.length > 0) throw new NewerDatabase(unknown);
    await createLogins(client, { processor: options.processorPassword, api: options.apiPassword });
    const ran: string[] = [];
    for (const name of names) {
      const sql = readFileSync(join(folder, name), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const known = applied.get(name);
      if (known === sha256) continue;
      if (known !== undefined) {
        throw new Error(
          `migration ${name} was edited after it had been applied: undo the edit and write a new migration`,
        );
      }
      await applyMigration(client, name, sql, sha256);
      ran.push(name);
    }
    await createMonthsAhead(client);
    return ran;
  } finally {
    await client.end();
  }
}

/** A lost connection is told by the query that runs; without a listener it would end the process besides. */
function newClient(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, application_name: 'migrate' });
  client.on('error', () => {});
  return client;
}

/** The oldest version that the product supports; before it every role could create tables in `public`. */
export const oldestMajor = 15;

/** Returns what is wrong with a server's version, or null. `number` is its `server_version_num`: 150004 is 15.4. */
export function judgeVersion(number: number): string | null {
  const major = Math.floor(number / 10_000);
  return major >= oldestMajor ? null : `this is Postgres ${major}: ${oldestMajor} or newer is needed`;
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::integer AS number`,
  );
  const problem = judgeVersion(rows[0]?.number ?? 0);
  if (problem !== null) throw new Error(problem);
}

/** Returns the names of the numbered files, in order. */
export function migrationNames(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}

async function applyMigration(client: pg.Client, name: string, sql: string, sha256: string): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
    await client.query('COMMIT');
  } catch (cause) {
    // The server has rolled it back, or will when it recovers.
    if (isConnectionLost(cause)) throw cause;
    await client.query('ROLLBACK');
    throw new Error(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Connects to database `postgres` only if ours cannot be opened, since a managed server may not have it. */
async function createDatabase(ownerUrl: string): Promise<void> {
  if (await isThere(ownerUrl)) return;
  const name = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  const maintenance = new URL(ownerUrl);
  maintenance.pathname = '/postgres';
  const client = newClient(maintenance.toString());
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

const noSuchDatabase = '3D000';

async function isThere(url: string): Promise<boolean> {
  const client = newClient(url);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === noSuchDatabase) return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Makes the partitions of the last month to the next, so that the loader's first batches find them. */
async function createMonthsAhead(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT ensure_month(date_trunc('month', now()) + n * interval '1 month') FROM generate_series(-1, 1) AS n`,
  );
}
