import type pg from 'pg';
import type { Holdout } from '#domain/experiments/holdout.ts';
import { type Actor, type KeepAnswer, recordAct } from '../control/record-act.ts';
import { lockTenant } from '../control/tenant-store.ts';
import type { Database } from '../postgres/database.ts';

export type HoldoutRecord = Omit<Holdout, 'tenantId'> & { since: Date };

/** So long shoppers are counted together, whole weeks; then the next period begins. Raw events of a period must still be there at its end. */
const periodDays = 56;

/** Reads the holdout of a tenant within a transaction that sees the tenant; null if none is on. */
export async function readHoldout(client: pg.PoolClient, tenantId: string): Promise<HoldoutRecord | null> {
  const { rows } = await client.query<HoldoutRecord>(
    'SELECT percent, treatment, since FROM holdout_periods WHERE tenant_id = $1 AND ended_at IS NULL',
    [tenantId],
  );
  return rows[0] ?? null;
}

/** What a holdout has that is turned on without saying more. */
const usualHoldout = { percent: 5, treatment: 'none' } as const;

/**
 * Turns the holdout on or changes it: what is not named stays as it is; 0 percent turns it off. A change ends the period and begins another one. If
 * nothing changes, `since` stays as it is.
 */
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
    await lockPeriods(client);
    const before = await readHoldout(client, tenantId);
    const { percent, treatment } = { ...usualHoldout, ...before, ...change };
    if (percent !== (before?.percent ?? 0) || treatment !== (before?.treatment ?? treatment))
      await beginPeriod(client, tenantId, { percent, treatment });
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

/** Ends the period that is open, and begins one with other settings at the same moment; none for 0 percent. */
async function beginPeriod(
  client: pg.PoolClient,
  tenantId: string,
  { percent, treatment }: Omit<Holdout, 'tenantId'>,
): Promise<void> {
  const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
  const at = rows[0]?.at;
  await client.query('UPDATE holdout_periods SET ended_at = $2 WHERE tenant_id = $1 AND ended_at IS NULL', [
    tenantId,
    at,
  ]);
  if (percent === 0) return;
  await client.query(
    'INSERT INTO holdout_periods (tenant_id, percent, treatment, since, started_at) VALUES ($1, $2, $3, $4, $4)',
    [tenantId, percent, treatment, at],
  );
}

/**
 * Ends periods that have lasted long enough and begins the next ones, with the same settings and without a gap. However late it is called, the periods
 * are the same, once it was called often enough. Looks first without a lock.
 */
export async function renewPeriods(database: Database): Promise<void> {
  const isDue = `ended_at IS NULL AND started_at <= now() - interval '${periodDays} days'`;
  const { rowCount } = await database.query(`SELECT FROM holdout_periods WHERE ${isDue} LIMIT 1`);
  if (!rowCount) return;
  await database.transaction(async (client) => {
    await lockPeriods(client);
    const { rows } = await client.query<{ period_id: string }>(
      `UPDATE holdout_periods SET ended_at = started_at + interval '${periodDays} days' WHERE ${isDue} RETURNING period_id`,
    );
    await client.query(
      `INSERT INTO holdout_periods (tenant_id, percent, treatment, since, started_at)
       SELECT tenant_id, percent, treatment, since, ended_at FROM holdout_periods WHERE period_id = ANY ($1)`,
      [rows.map((row) => row.period_id)],
    );
  });
}

/** One writer at a time: a change and a renewal would both begin a period. */
const lockPeriods = (client: pg.PoolClient) => client.query('LOCK TABLE holdout_periods IN SHARE ROW EXCLUSIVE MODE');
