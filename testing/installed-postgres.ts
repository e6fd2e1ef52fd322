import { execFile, execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findServerUser } from '#stores/postgres/binaries.ts';
import { findFreePort } from '#stores/postgres/find-free-port.ts';
import { makeCluster } from '#stores/postgres/make-cluster.ts';

/** A Postgres of the machine, as an operator has one, with the tools of its version: pg_dump, pg_restore, psql. The embedded one comes without them. */
export type InstalledPostgres = {
  /** The URL of one of its databases, as its superuser. */
  urlOf(database: string): string;
  /** The same for another login. */
  urlFor(login: string, password: string, database: string): string;
  /** Asks one of its databases as its superuser. bigint columns come as text. */
  query<Row extends pg.QueryResultRow>(database: string, sql: string): Promise<Row[]>;
  /** The folder of its tools. */
  readonly tools: string;
  stop(): Promise<void>;
};

const run = promisify(execFile);
const password = 'superuser-in-tests';

/** Where Debian and its relatives put the newest one that is installed. */
const tools = globSync('/usr/lib/postgresql/*/bin/pg_dump')
  .map(dirname)
  .sort((a, b) => majorOf(a) - majorOf(b))
  .at(-1);

const majorOf = (folder: string): number => Number(/postgresql\/(\d+)/.exec(folder)?.[1]);

/** False, or why tests of an installed Postgres are skipped. With REQUIRE_ALL=1 they are not: they fail. */
export const skipWithoutInstalledPostgres: string | false =
  tools !== undefined || process.env.REQUIRE_ALL === '1'
    ? false
    : 'needs Postgres with its tools: apt-get install postgresql';

/** Starts an empty one in a folder of its own, on loopback and a free port. */
export async function startInstalledPostgres(): Promise<InstalledPostgres> {
  if (tools === undefined) throw new Error('no Postgres of the machine: apt-get install postgresql');
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-installed-'));
  const user = findServerUser();
  const cluster = join(folder, 'postgres');
  // Its user makes the log there, and has to come through.
  execFileSync('chmod', ['777', folder]);
  await makeCluster(join(tools, 'initdb'), cluster, password, user);
  const port = await findFreePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  const control = (...args: string[]) => run(join(tools, 'pg_ctl'), ['-D', cluster, '-w', ...args], user);
  await control('-l', join(folder, 'postgres.log'), '-o', settings, 'start');
  const urlFor = (login: string, secret: string, database: string) =>
    `postgres://${login}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${database}`;
  const urlOf = (database: string) => urlFor('postgres', password, database);
  return {
    urlOf,
    urlFor,
    tools,
    async query<Row extends pg.QueryResultRow>(database: string, sql: string) {
      const client = new pg.Client({ connectionString: urlOf(database) });
      await client.connect();
      try {
        return (await client.query<Row>(sql)).rows;
      } finally {
        await client.end();
      }
    },
    async stop() {
      await control('-m', 'fast', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
