import type { Database } from '../postgres/database.ts';

/** Any number, as long as it is the same for all processes that change the months of `events` or need them to stay as they are. */
const lockKey = 7_260_113;

/**
 * Does work under the lock of retention: `exclusive` to archive, drop or rewrite months, `shared` to read all of them. If another process
 * holds the lock, it does nothing and returns `busy`. It is held by a transaction that does nothing else, so that it ends with its process.
 */
export async function withRetentionLock<T>(
  database: Database,
  mode: 'exclusive' | 'shared',
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  const ask = mode === 'exclusive' ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_xact_lock_shared';
  return database.transaction(async (client) => {
    // This transaction is meant to be idle for as long as the work takes.
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ is_held: boolean }>(`SELECT ${ask}($1) AS is_held`, [lockKey]);
    return rows[0]?.is_held === true ? work() : 'busy';
  });
}
