import type { Database } from '../postgres/database.ts';

/** Any number, the same for all who rebuild; the projection's name is the second one of the lock. */
const lockKey = 7_260_114;

/**
 * Does work as the only one who rebuilds a projection; `busy`, and nothing done, where somebody else does. The lock is that of a transaction
 * which does nothing else, so that it dies with its process.
 */
export async function withRebuildLock<T>(
  database: Database,
  name: string,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return database.transaction(async (client) => {
    // It is idle for as long as the work takes, and that is what it is for.
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ is_held: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS is_held',
      [lockKey, name],
    );
    return rows[0]?.is_held === true ? work() : 'busy';
  });
}
