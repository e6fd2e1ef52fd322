import type pg from 'pg';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Holdout } from '#domain/experiments/holdout.ts';
import type { Arms } from '#domain/experiments/judge-metric.ts';
import { type JudgedWorth, judgeWorth } from '#domain/experiments/judge-worth.ts';
import { readArms } from './read-results.ts';

/** A period of a holdout; `endedAt` null while it is on. */
type Period = Omit<Holdout, 'tenantId'> & {
  periodId: string;
  startedAt: Date;
  endedAt: Date | null;
  /** The tenant's own. */
  currency: string;
};

/** A period with the sums of its shoppers in one scope, and what they say. */
export type StoredWorth = Period & { arms: Arms; ranMs: number; judged: JudgedWorth };

/**
 * What a tenant's holdout says in one scope: by the period that is on (null if none is), and by the last one that has ended. Reads within a transaction that
 * sees both.
 */
export async function readWorth(
  client: pg.PoolClient,
  tenantId: string,
  scope: number,
  now: Date,
): Promise<{ worth: StoredWorth | null; before: StoredWorth | null }> {
  const { rows } = await client.query<Period>({
    name: 'holdout-periods',
    text: `SELECT DISTINCT ON (ended_at IS NULL) period_id AS "periodId", percent, treatment, started_at AS "startedAt", ended_at AS "endedAt",
                  coalesce(config->>'currency', $2) AS currency
           FROM holdout_periods JOIN tenants USING (tenant_id) WHERE tenant_id = $1 ORDER BY ended_at IS NULL, started_at DESC`,
    values: [tenantId, defaultTenantConfig.currency],
  });
  const judge = async (period: Period | undefined): Promise<StoredWorth | null> => {
    if (period === undefined) return null;
    const { arms } = await readArms(client, scope, period.periodId);
    const ranMs = Math.max(0, (period.endedAt ?? now).getTime() - period.startedAt.getTime());
    return { ...period, arms, ranMs, judged: judgeWorth({ ...period, arms, ranMs, isOver: period.endedAt !== null }) };
  };
  return {
    worth: await judge(rows.find(({ endedAt }) => endedAt === null)),
    before: await judge(rows.find(({ endedAt }) => endedAt !== null)),
  };
}
