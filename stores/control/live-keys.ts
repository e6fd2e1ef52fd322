import type { Database } from '../postgres/database.ts';
import { listLeftKeys, revokeLocalKey } from './local-keys.ts';

/** Any number, as long as it is the same for all keys. The second number of a lock is made from the key's id. */
const lockKey = 7_260_115;

export type LiveKey = { release(): void };

/**
 * Says of a key that somebody uses it, until it is released or the process dies, however it does: `revokeDeadKeys` leaves it alone. Call it with the id before the key is made. What tells is a lock of one of the database's
 * connections; if that breaks, as when Postgres is restarted, the key may be taken for a dead one.
 */
export async function holdKey(database: Database, keyId: string): Promise<LiveKey> {
  const client = await database.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [lockKey, keyId]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  return { release: () => client.release(true) };
}

/** Revokes the keys of this name that commands made for a tenant by `holdKey` and that no process holds: it died before it could revoke them. A key that an admin gave the same name stays. */
export async function revokeDeadKeys(database: Database, tenantId: string, name: string): Promise<void> {
  for (const keyId of await listLeftKeys(database, tenantId, name)) {
    const isDead = await database.transaction(async (client) => {
      const { rows } = await client.query<{ isFree: boolean }>(
        'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS "isFree"',
        [lockKey, keyId],
      );
      return rows[0]?.isFree === true;
    });
    if (isDead) await revokeLocalKey(database, keyId);
  }
}
