import type pg from 'pg';

/**
 * Cancels a replay that waits or is at work: its process notices within a second. Removes one that has ended. Returns what it did, `gone` if the tenant
 * has no such replay. The files of a removed one go within a minute.
 */
export async function endReplay(
  client: pg.PoolClient,
  tenantId: string,
  id: string,
): Promise<'cancelled' | 'removed' | 'gone'> {
  const cancelled = await client.query(
    `UPDATE replays SET state = 'cancelled', finished_at = now() WHERE tenant_id = $1 AND replay_id = $2 AND state IN ('queued', 'running')`,
    [tenantId, id],
  );
  if (cancelled.rowCount === 1) return 'cancelled';
  const removed = await client.query('DELETE FROM replays WHERE tenant_id = $1 AND replay_id = $2', [tenantId, id]);
  return removed.rowCount === 1 ? 'removed' : 'gone';
}
