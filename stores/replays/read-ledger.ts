import type pg from 'pg';
import type { Space } from '#domain/scope.ts';
import type { LedgerEntry } from '#schemas/http/ledger.ts';
import { judgeStored } from '../experiment-results/judge-stored.ts';

/** So many predictions are told, the newest: each that was tried has its results read. */
const mostEntries = 50;

type Row = Omit<LedgerEntry, 'predictedAt' | 'experiment'> & { predictedAt: Date; experimentId: string | null };

const ledgerSql = `
SELECT p.replay_id AS "replayId", p.space, p.placement_id AS "placementId", p.control_strategy AS "controlStrategy", p.variant_strategy AS "variantStrategy",
       p.predicted_at AS "predictedAt", jsonb_build_object('method', p.method, 'lift', p.lift, 'low', p.lift_low, 'high', p.lift_high) AS predicted,
       e.experiment_id AS "experimentId"
FROM predictions p LEFT JOIN LATERAL (
  SELECT experiment_id FROM experiments e
  WHERE e.tenant_id = p.tenant_id AND e.placement_id = p.placement_id AND e.control_strategy = p.control_strategy
    AND e.variant_strategy = p.variant_strategy AND e.started_at >= p.predicted_at
  ORDER BY e.started_at LIMIT 1) e ON true
WHERE p.tenant_id = $1 ORDER BY p.predicted_at DESC, p.replay_id LIMIT ${mostEntries}`;

/**
 * Returns what what-ifs of the tenant predicted, the newest first, each beside the first experiment that began after it on the same placement with the same two strategies: with the lift of clicks that it has measured up to
 * `now`. `scopes`: of the tenant.
 */
export async function readLedger(
  client: pg.PoolClient,
  tenantId: string,
  scopes: Readonly<Record<Space, number>>,
  now: Date,
): Promise<LedgerEntry[]> {
  const { rows } = await client.query<Row>(ledgerSql, [tenantId]);
  const entries: LedgerEntry[] = [];
  for (const { experimentId, predictedAt, ...row } of rows) {
    const experiment =
      experimentId === null ? null : await measured(client, tenantId, scopes[row.space], experimentId, now);
    entries.push({ ...row, predictedAt: predictedAt.toISOString(), experiment });
  }
  return entries;
}

async function measured(
  client: pg.PoolClient,
  tenantId: string,
  scope: number,
  experimentId: string,
  now: Date,
): Promise<LedgerEntry['experiment']> {
  const results = await judgeStored(client, tenantId, scope, experimentId, now);
  const metrics = results === undefined ? [] : [results.judged.goal, ...results.judged.secondary];
  const clicks = metrics.find(({ metric }) => metric === 'ctr');
  if (results === undefined || clicks === undefined) return null;
  const { name, status } = results.experiment;
  const { lower, upper } = clicks.liftInterval;
  const { control, variant } = results.stored.arms;
  return {
    id: experimentId,
    name,
    status,
    users: control.users + variant.users,
    lift: clicks.lift,
    low: lower,
    high: upper,
  };
}
