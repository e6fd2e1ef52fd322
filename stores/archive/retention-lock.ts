import type { Database } from '../postgres/database.ts';

/** Any number, the same for all who change the months of `events`, or need them to stay as they are. */
const lockKey = 7_260_113;

/**
 * Does work under the lock of retention: `exclusive` for what archives, drops or rewrites, `shared` for who reads all months. `busy`, and
 * nothing done, where another holds it. The lock is that of a transaction which does nothing else, so that it dies with its process.
 */
export async function withRetentionLock<T>(
  database: Database,
  mode: 'exclusive' | 'shared',
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  const ask = mode === 'exclusive' ? 'pg_try_advisory_xact_lock' : 'pg_try_advisory_xact_lock_shared';
  return database.transaction(async (client) => {
    // It is idle for as long as the work takes, and that is what it is for.
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ is_held: boolean }>(`SELECT ${ask}($1) AS is_held`, [lockKey]);
    return rows[0]?.is_held === true ? work() : 'busy';
  });
}
