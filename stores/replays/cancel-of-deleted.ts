import type { Database } from '../postgres/database.ts';

/** What the row says of a replay that nobody may read any more. */
export const itsTenantWasDeleted = 'Its tenant was deleted.';

/** Cancels the replays that wait or are at work for a tenant that was deleted: their processes notice within a second, and their files go within a minute. Those of a suspended tenant go on, since they only read. */
export async function cancelOfDeleted(database: Pick<Database, 'query'>): Promise<void> {
  await database.query(
    `UPDATE replays r SET state = 'cancelled', finished_at = now(), failure = $1 FROM tenants t
     WHERE t.tenant_id = r.tenant_id AND t.status = 'deleted' AND r.state IN ('queued', 'running')`,
    [itsTenantWasDeleted],
  );
}
