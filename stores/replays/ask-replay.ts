import type pg from 'pg';
import type { ReplayTask } from '#schemas/http/replay-settings.ts';
import { type Replay, replayColumns } from './replay.ts';

/** So many of a tenant may wait or be at work; more are refused, so that a loop of a client fills no table. */
export const maxOpenReplays = 10;

/** Puts a replay at the end of the tenant's queue. Returns null if too many are in it. */
export async function askReplay(
  client: pg.PoolClient,
  tenantId: string,
  { kind, settings }: ReplayTask,
  adminId: string | null,
): Promise<Replay | null> {
  const { rows } = await client.query<Replay>(
    `INSERT INTO replays (tenant_id, kind, settings, created_by)
     SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM replays WHERE tenant_id = $1 AND state IN ('queued', 'running')) < ${maxOpenReplays}
     RETURNING ${replayColumns}`,
    [tenantId, kind, JSON.stringify(settings), adminId],
  );
  return rows[0] ?? null;
}
