import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#runtime/config/settings.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';

/** The embedded Postgres or log of a data folder is not running. */
export class NotRunning extends Error {
  readonly code = 'not_running';
  constructor(dir: string) {
    super(`nothing runs in ${dir}: start it with \`recomengine start\`, or name its folder by --data-dir`);
    this.name = 'NotRunning';
  }
}

/** `postgres` stands for the owner, whatever the owner of an external database is called. */
export type Login = 'postgres' | 'processor' | 'api';

/** Opens the database of a running data folder, or the external one that is configured, with one of its logins. */
export function openRunningDatabase(config: Config, login: Login): Database {
  const url = databaseUrlOf(config, login);
  return openDatabase({
    url,
    max: 4,
    applicationName: 'recomengine',
    statementTimeoutMs: 600_000,
    // A command may write a month to a file between two statements.
    idleTransactionMs: 3_600_000,
  });
}

/** Throws `NotRunning` if the embedded Postgres is not running. */
export function databaseUrlOf(config: Config, login: Login): string {
  const external = { postgres: config.databaseUrl, processor: config.databaseProcessorUrl, api: config.databaseApiUrl };
  const given = external[login];
  if (given !== null) return given;
  const file = join(config.dataDir, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) throw new NotRunning(config.dataDir);
  const port = readFileSync(file, 'utf8').split('\n')[3];
  return `postgres://${login}:${encodeURIComponent(config.postgresPassword)}@127.0.0.1:${port}/recomengine_dev`;
}
