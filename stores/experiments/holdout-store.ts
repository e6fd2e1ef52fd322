import type pg from 'pg';
import type { Holdout } from '#domain/experiments/holdout.ts';
import { type Actor, type KeepAnswer, recordAct } from '../control/record-act.ts';
import { lockTenant } from '../control/tenant-store.ts';
import type { Database } from '../postgres/database.ts';

export type HoldoutRecord = Omit<Holdout, 'tenantId'> & { since: Date };

/** Reads the holdout of a tenant within a transaction that sees the tenant; null if none is on. */
async function readHoldout(client: pg.PoolClient, tenantId: string): Promise<HoldoutRecord | null> {
  const { rows } = await client.query<HoldoutRecord>(
    'SELECT percent, treatment, since FROM holdouts WHERE tenant_id = $1',
    [tenantId],
  );
  return rows[0] ?? null;
}

/** Returns the holdout of a tenant; null if none is on. */
export const findHoldout = (database: Database, tenantId: string): Promise<HoldoutRecord | null> =>
  database.scoped({ tenantId }, (client) => readHoldout(client, tenantId));

/** What a holdout has that is turned on without saying more. */
const usualHoldout = { percent: 5, treatment: 'none' } as const;

/** Turns the holdout on or changes it: what is not named stays as it is; 0 percent turns it off. If nothing changes, `since` stays as it is. */
export async function setHoldout(
  database: Database,
  actor: Actor,
  tenantId: string,
  change: Partial<Omit<Holdout, 'tenantId'>>,
  keepAnswer?: KeepAnswer<HoldoutRecord | null>,
): Promise<{ ok: true; holdout: HoldoutRecord | null } | { ok: false; reason: 'suspended' | 'gone' }> {
  return database.scoped({ tenantId }, async (client) => {
    const status = await lockTenant(client, tenantId);
    if (status !== 'active') return { ok: false, reason: status === 'suspended' ? 'suspended' : 'gone' };
    const wanted = { ...(await readHoldout(client, tenantId)), ...change };
    const { percent, treatment } = { ...usualHoldout, ...wanted };
    if (percent === 0) await client.query('DELETE FROM holdouts WHERE tenant_id = $1', [tenantId]);
    else
      await client.query(
        `INSERT INTO holdouts AS h (tenant_id, percent, treatment, since) VALUES ($1, $2, $3, clock_timestamp())
         ON CONFLICT (tenant_id) DO UPDATE SET percent = $2, treatment = $3, since = clock_timestamp()
         WHERE h.percent <> $2 OR h.treatment <> $3`,
        [tenantId, percent, treatment],
      );
    await recordAct(client, actor, {
      tenantId,
      action: 'holdout.changed',
      subject: 'holdout',
      subjectId: tenantId,
      detail: percent === 0 ? { percent } : { percent, treatment },
    });
    const holdout = await readHoldout(client, tenantId);
    await keepAnswer?.(client, holdout);
    return { ok: true, holdout };
  });
}
