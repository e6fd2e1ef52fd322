import type { Database } from '../postgres/database.ts';

/** Any number, as long as it is the same for all rebuilds. The second number of the lock is made from the projection's name. */
const lockKey = 7_260_114;

/**
 * Does work while no other process rebuilds the projection. If one does, it does nothing and returns `busy`. The lock is held by a transaction
 * that does nothing else, so that it ends with its process.
 */
export async function withRebuildLock<T>(
  database: Database,
  name: string,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  return database.transaction(async (client) => {
    // This transaction is meant to be idle for as long as the work takes.
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    const { rows } = await client.query<{ is_held: boolean }>(
      'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS is_held',
      [lockKey, name],
    );
    return rows[0]?.is_held === true ? work() : 'busy';
  });
}
