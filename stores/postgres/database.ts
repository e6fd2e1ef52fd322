import pg from 'pg';
import { createQueue, type WatchedQueue } from '#runtime/queue.ts';
import { leaveCores, standBack } from '#runtime/stand-back.ts';
import { DatabaseUnavailable, isConnectionLost } from './classify-error.ts';
import { type Asker, askerStatements } from './tell-asker.ts';

/**
 * A pool of connections of one login. bigint columns come as bigint, numeric as string (exact), timestamptz as Date, date as
 * text `YYYY-MM-DD`. Failures of the connection are `DatabaseUnavailable`, anything else is pg's DatabaseError.
 */
export type Database = {
  readonly pool: pg.Pool;
  /** Who waits for a connection. */
  readonly queue: WatchedQueue;
  /**
   * A SELECT whose connection turns out to be broken is sent once more, on another connection. A connection on which no answer comes within
   * `timeoutMs` (default: a second more than a statement may take) is given up; the second try has as long as the first.
   */
  query<R extends pg.QueryResultRow>(
    sql: string,
    parameters?: readonly unknown[],
    timeoutMs?: number,
  ): Promise<pg.QueryResult<R>>;
  /** One transaction: COMMIT when `work` resolves, ROLLBACK when it throws. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The same with the asker told to row-level security for the length of the transaction. */
  scoped<T>(asker: Asker, work: (client: pg.PoolClient) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
};

export type TransactionOptions = {
  /** A named statement is planned once for all values. For statements that are run many times a second: over the months of `events` a plan takes Postgres ten times as long as to look up what is asked. */
  keepsPlans?: boolean;
};

export type DatabaseOptions = {
  url: string;
  max: number;
  applicationName: string;
  statementTimeoutMs?: number;
  /** The server rolls back a transaction in which no statement comes for this long, so that a frozen process gives its locks back. */
  idleTransactionMs?: number;
  /** For a server that is this product's own, on this machine: how far its process of each connection stands back behind the others, in steps of nice; it is kept to one half of the cores, too. */
  standBackBy?: number;
};

const connectTimeoutMs = 2_000;
const defaultStatementTimeoutMs = 30_000;
const defaultIdleTransactionMs = 10_000;
const int8Oid = 20;
const dateOid = 1082;

/** Opens a pool, which connects at the first query. A connection that breaks while idle is dropped without an error. */
export function openDatabase(options: DatabaseOptions): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8Oid, (text: string) => BigInt(text));
  types.setTypeParser(dateOid, (text: string) => text);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs ?? defaultStatementTimeoutMs,
    // A frozen server does not answer at all, so the client's own clock ends the wait.
    query_timeout: (options.statementTimeoutMs ?? defaultStatementTimeoutMs) + 1_000,
    idle_in_transaction_session_timeout: options.idleTransactionMs ?? defaultIdleTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    idleTimeoutMillis: 30_000,
    types,
    ...(options.standBackBy === undefined ? {} : { onConnect: standingBack(options.standBackBy) }),
  });
  pool.on('error', ignore);
  // While a client is checked out the pool does not listen to it, and an error without a listener ends the process. We listen from its first
  // moment, since the server's welcome and its farewell may come in one packet.
  pool.on('connect', (client) => client.on('error', ignore));

  const queue = createQueue();
  const connect = async (): Promise<pg.PoolClient> => {
    const waiter = queue.enter();
    try {
      return await pool.connect();
    } catch (error) {
      throw new DatabaseUnavailable(error);
    } finally {
      queue.leave(waiter);
    }
  };

  const ask = async (sql: string, parameters?: readonly unknown[], timeoutMs?: number): Promise<pg.QueryResult> => {
    const client = await connect();
    try {
      const question = { text: sql, ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }) };
      const result = await client.query(question, parameters === undefined ? undefined : [...parameters]);
      client.release();
      return result;
    } catch (error) {
      giveBack(client, isConnectionLost(error));
      throw error;
    }
  };

  /** `begin`: the statements with which the transaction begins, sent as one. */
  const transact = async <T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      await client.query(begin);
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      const isLost = isConnectionLost(error) || (await rollback(client));
      giveBack(client, isLost);
      throw translate(error);
    }
  };

  return {
    pool,
    queue,
    async query(sql, parameters, timeoutMs) {
      try {
        return (await ask(sql, parameters, timeoutMs)) as never;
      } catch (error) {
        // If a connection broke while it was idle, its next query fails. A read may be sent again; a write may have been done.
        if (!wasBroken(error) || !/^\s*SELECT\b/i.test(sql)) throw translate(error);
        return (await ask(sql, parameters, timeoutMs).catch((again: unknown) =>
          Promise.reject(translate(again)),
        )) as never;
      }
    },
    transaction: (work, options) => transact(beginOf(options), work),
    scoped: (asker, work, options) => transact(beginOf(options) + askerStatements(asker), work),
    close: () => pool.end(),
  };
}

const beginOf = ({ keepsPlans = false }: TransactionOptions = {}): string =>
  keepsPlans ? 'BEGIN;SET LOCAL plan_cache_mode = force_generic_plan;' : 'BEGIN;';

const ignore = () => {};

/** Each connection has a process of its own in the server, which works for it alone. */
const standingBack = (steps: number) => async (client: pg.ClientBase) => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  if (rows[0] === undefined) return;
  standBack(steps, rows[0].pid);
  await leaveCores(rows[0].pid);
};

/** A lost connection is destroyed: on a half-open connection the answer to a goodbye never comes, and the pool could not be closed. */
function giveBack(client: pg.PoolClient, isLost: boolean): void {
  client.release(isLost);
  const { connection } = client as unknown as { connection?: { stream?: { destroy(): void } } };
  if (isLost) connection?.stream?.destroy();
}

/** Returns true if the connection is of no more use. */
async function rollback(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return false;
  } catch {
    return true;
  }
}

/** Whether the connection ended during the query or before it; false if no connection could be made, or if the answer took too long. */
function wasBroken(error: unknown): boolean {
  const isTooLate = error instanceof DatabaseUnavailable || (error instanceof Error && /timeout/i.test(error.message));
  return !isTooLate && isConnectionLost(error);
}

function translate(error: unknown): unknown {
  return !(error instanceof DatabaseUnavailable) && isConnectionLost(error) ? new DatabaseUnavailable(error) : error;
}
