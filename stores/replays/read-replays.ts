import type pg from 'pg';
import { type Replay, replayColumns } from './replay.ts';

/** Returns a page of a tenant's replays, the newest first, and how many there are. */
export async function listReplays(
  client: pg.PoolClient,
  tenantId: string,
  limit: number,
  offset: number,
): Promise<{ replays: Replay[]; total: number }> {
  const { rows } = await client.query<Replay>(
    `SELECT ${replayColumns} FROM replays WHERE tenant_id = $1 ORDER BY created_at DESC, replay_id LIMIT $2 OFFSET $3`,
    [tenantId, limit, offset],
  );
  const counted = await client.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM replays WHERE tenant_id = $1',
    [tenantId],
  );
  return { replays: rows, total: counted.rows[0]?.total ?? 0 };
}

/** Returns the tenant's replay with this id, or undefined. */
export async function readReplay(client: pg.PoolClient, tenantId: string, id: string): Promise<Replay | undefined> {
  const { rows } = await client.query<Replay>(
    `SELECT ${replayColumns} FROM replays WHERE tenant_id = $1 AND replay_id = $2`,
    [tenantId, id],
  );
  return rows[0];
}
