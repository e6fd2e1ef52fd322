import pg from 'pg';
import { judgeBounds, type LoginBounds, loginBoundsSql } from './login-bounds.ts';
import { migrate } from './migrate.ts';

/** The URLs of one database, one for each of its three logins. */
export type PostgresUrls = { owner: string; processor: string; api: string };

/** The product cannot run on this Postgres as it is. The message says what is wrong, and what to do. */
export class UnfitPostgres extends Error {
  readonly code = 'unfit_postgres';
  readonly retryable = false;
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UnfitPostgres';
  }
}

/** No server answers at a URL; it may later. */
export class UnreachablePostgres extends Error {
  readonly code = 'database_unavailable';
  readonly retryable = true;
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'UnreachablePostgres';
  }
}

const connectTimeoutMs = 5_000;
const refusedLogin = ['28P01', '28000'];
const noSuchDatabase = '3D000';
/** SQLSTATE classes after which another try may succeed: connection, resources, operator. */
const passingClasses = ['08', '53', '57'];

/**
 * Makes an external Postgres ready: checks its version, migrates it, and checks that row-level security binds the two logins. Returns the
 * migrations that ran now. Throws `UnreachablePostgres` or `UnfitPostgres`, which name the setting.
 */
export async function prepareExternal(urls: PostgresUrls): Promise<string[]> {
  const passwordOf = (url: string) => decodeURIComponent(new URL(url).password);
  const ran = await naming('DATABASE_URL', () =>
    migrate({
      ownerUrl: urls.owner,
      processorPassword: passwordOf(urls.processor),
      apiPassword: passwordOf(urls.api),
    }),
  );
  await naming('DATABASE_PROCESSOR_URL', () => checkLogin(urls.processor));
  await naming('DATABASE_API_URL', () => checkLogin(urls.api));
  return ran;
}

async function checkLogin(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  await client.connect();
  try {
    const { rows } = await client.query<LoginBounds>(loginBoundsSql);
    const problem = rows[0] === undefined ? 'the login is not known' : judgeBounds(rows[0]);
    if (problem !== null) throw new Error(problem);
  } finally {
    await client.end();
  }
}

async function naming<T>(variable: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(variable, error);
  }
}

/** Turns an error of the first connection into one that says which setting to look at. */
function explain(variable: string, error: unknown): Error {
  const state = error instanceof pg.DatabaseError ? error.code : undefined;
  const message = messageOf(error);
  if (state !== undefined && refusedLogin.includes(state))
    return new UnfitPostgres(`${variable}: the server refuses login or password (${message})`, error);
  if (state === noSuchDatabase)
    return new UnfitPostgres(`${variable}: ${message}: name the one of DATABASE_URL`, error);
  const isPassing = state !== undefined && passingClasses.includes(state.slice(0, 2));
  const isNetwork = error instanceof Error && 'code' in error && state === undefined;
  if (isPassing || isNetwork || /timeout|terminated/i.test(message))
    return new UnreachablePostgres(`${variable}: Postgres does not answer there (${message})`, error);
  return new UnfitPostgres(`${variable}: ${message}`, error);
}

/** If each address of a host name refuses the connection, Node throws an AggregateError without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
