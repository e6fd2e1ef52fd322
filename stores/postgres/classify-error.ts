import pg from 'pg';
import { networkErrors } from '#runtime/expected-failure.ts';

/** Postgres cannot be reached or is shutting down. Always worth another try. */
export class DatabaseUnavailable extends Error {
  readonly code = 'database_unavailable';
  readonly retryable = true;
  constructor(cause: unknown) {
    super('Postgres cannot be reached', { cause });
    this.name = 'DatabaseUnavailable';
  }
}

/**
 * Returns the SQLSTATE of an error that the server sent, else undefined. It goes by the class of the error, not by the form of its code: the
 * system's EPIPE has five capital letters too.
 */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Postgres refuses the data itself (classes 22 and 23): another try gives the same. */
export function isDataError(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state?.startsWith('22') === true || state?.startsWith('23') === true;
}

/** The messages of pg about a connection that is lost or does not answer; these errors have no code. */
const clientErrors =
  /Connection terminated|Query read timeout|Client has encountered a connection error|timeout exceeded when trying to connect|not queryable/i;

/**
 * Whether the connection is of no more use: the server says so (08 connection, 57P shutdown, crash or terminated, 53300 too many
 * connections, 25P03 and 25P04 a transaction that took too long, as one of a process that was frozen does), the system does, or pg does.
 */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const state = sqlStateOf(error);
  if (state !== undefined)
    return state.startsWith('08') || state.startsWith('57P') || ['53300', '25P03', '25P04'].includes(state);
  return ('code' in error && networkErrors.has(error.code)) || clientErrors.test(error.message);
}
