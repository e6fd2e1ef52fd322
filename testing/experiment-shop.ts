import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Database } from '#stores/postgres/database.ts';
import { insertTenant } from './insert-tenant.ts';
import { plainExposure } from './plain.ts';
import { waitFor } from './wait-for.ts';

/** When the experiment begins. */
export const startMs = Date.UTC(2026, 2, 10);
/** Percent of its users in control. */
export const split = 40;

/** What the experiment counts of one user. */
export type CountedUser = {
  variant: string;
  enteredAt: number;
  impressions: number;
  clicks: number;
  conversions: number;
  revenue: number;
  activity: number;
};

/** A tenant's live space with one experiment in it. */
export type ExperimentShop = { scope: number; experimentId: string };

/** A tenant of its own with one experiment on `home` that runs from `startMs` on. */
export async function openExperimentShop(owner: Database): Promise<ExperimentShop> {
  const { tenantId, scope } = await insertTenant(owner);
  const experimentId = randomUUID();
  await owner.query(
    `INSERT INTO experiments (experiment_id, tenant_id, name, placement_id, control_strategy, variant_strategy, traffic_split, target_precision, status, started_at)
     VALUES ($1, $2, 'A', 'home', 'trending', 'newest', ${split}, 0.05, 'running', $3)`,
    [experimentId, tenantId, new Date(startMs)],
  );
  await owner.query(`INSERT INTO experiment_periods (experiment_id, tenant_id, started_at) VALUES ($1, $2, $3)`, [
    experimentId,
    tenantId,
    new Date(startMs),
  ]);
  return { scope, experimentId };
}

/** Makes it one that was never started. */
export async function draft(owner: Database, { experimentId }: ExperimentShop): Promise<void> {
  await owner.query('DELETE FROM experiment_periods WHERE experiment_id = $1', [experimentId]);
  await owner.query(`UPDATE experiments SET status = 'draft', started_at = NULL WHERE experiment_id = $1`, [
    experimentId,
  ]);
}

/** Takes the step as the API does, within the transaction of `client`. */
export async function start(client: pg.PoolClient, { experimentId }: ExperimentShop, at: number): Promise<void> {
  await client.query(
    `WITH period AS (INSERT INTO experiment_periods (experiment_id, tenant_id, started_at)
                     SELECT experiment_id, tenant_id, $2 FROM experiments WHERE experiment_id = $1)
     UPDATE experiments SET status = 'running', started_at = coalesce(started_at, $2) WHERE experiment_id = $1`,
    [experimentId, new Date(at)],
  );
}

/** Ends the running period. */
export async function stop(
  owner: Database,
  { experimentId }: ExperimentShop,
  at: number,
  status: 'paused' | 'completed',
): Promise<void> {
  await owner.query('UPDATE experiment_periods SET ended_at = $2 WHERE experiment_id = $1 AND ended_at IS NULL', [
    experimentId,
    new Date(at),
  ]);
  await owner.query('UPDATE experiments SET status = $3, completed_at = $2 WHERE experiment_id = $1', [
    experimentId,
    status === 'completed' ? new Date(at) : null,
    status,
  ]);
}

/** An answer of the experiment's placement with this arm. */
export const exposureOf = (
  { scope, experimentId }: ExperimentShop,
  userId: string,
  servedAtMs: number,
  variant: 'control' | 'variant',
): Exposure =>
  plainExposure({
    id: createHash('sha256').update(`${scope} ${userId} ${servedAtMs} ${variant}`).digest().subarray(0, 16),
    scope,
    requestId: `${userId} ${servedAtMs}`,
    userId,
    servedAtMs,
    arm: { experimentId, variant },
  });

/** By user: what the live version of the projection has of the experiment. */
export async function stored(
  owner: Database,
  { scope, experimentId }: ExperimentShop,
): Promise<Map<string, CountedUser>> {
  const { rows } = await owner.query<CountedUser & { user_id: string; at: Date }>(
    `SELECT user_id, variant, entered_at AS at, impressions, clicks, conversions, revenue::float8 AS revenue, activity
     FROM experiment_users t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version WHERE scope = $1 AND experiment_id = $2`,
    [scope, experimentId],
  );
  return new Map(rows.map(({ user_id, at, ...row }) => [user_id, { ...row, enteredAt: at.getTime() }]));
}

/** The sums are those of the users that are stored. */
export async function assertSums(owner: Database, { scope, experimentId }: ExperimentShop): Promise<void> {
  const live = `t JOIN projections p ON p.name = 'experiment_results' AND p.live_version = t.version WHERE scope = $1 AND experiment_id = $2`;
  const of = async (sql: string) => (await owner.query(sql, [scope, experimentId])).rows;
  const summed = await of(
    `SELECT variant, revenue_bucket, sum(users)::int AS users, sum(impressions)::int AS i, sum(clicks)::int AS c, sum(converted)::int AS v, sum(conversions)::int AS o,
       sum(revenue)::float8 AS r, sum(impressions_squared)::int AS ii, sum(clicks_squared)::int AS cc, sum(impressions_clicks)::int AS ic, (sum(revenue_squared) * 1e-8)::float8 AS rr,
       sum(activity)::int AS a, sum(activity_squared)::int AS aa, sum(activity_impressions)::int AS ai, sum(activity_clicks)::int AS ac, sum(activity_converted)::int AS av, sum(activity_revenue)::float8 AS ar
     FROM experiment_sums ${live} GROUP BY 1, 2 HAVING sum(users) <> 0 ORDER BY 1, 2`,
  );
  const fromUsers = await of(
    `SELECT variant, revenue_bucket, count(*)::int AS users, sum(impressions)::int AS i, sum(clicks)::int AS c, count(*) FILTER (WHERE conversions > 0)::int AS v, sum(conversions)::int AS o,
       sum(revenue)::float8 AS r, sum(impressions ^ 2)::int AS ii, sum(clicks ^ 2)::int AS cc, sum(impressions * clicks)::int AS ic, sum(revenue ^ 2)::float8 AS rr,
       sum(activity)::int AS a, sum(activity ^ 2)::int AS aa, sum(activity * impressions)::int AS ai, sum(activity * clicks)::int AS ac,
       coalesce(sum(activity) FILTER (WHERE conversions > 0), 0)::int AS av, sum(activity * revenue)::float8 AS ar
     FROM experiment_users ${live} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  assert.deepEqual(summed, fromUsers);
  const days = await of(
    `SELECT day::text, variant, sum(users)::int AS users, sum(crossovers)::int AS x FROM experiment_days ${live} GROUP BY 1, 2 HAVING sum(users) <> 0 ORDER BY 1, 2`,
  );
  const daysOfUsers = await of(
    `SELECT (entered_at AT TIME ZONE 'UTC')::date::text AS day, variant, count(*)::int AS users, count(*) FILTER (WHERE is_crossover)::int AS x FROM experiment_users ${live} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  assert.deepEqual(days, daysOfUsers);
}

/** Resolves once the processors have settled a step of this moment. */
export const settled = (owner: Database, { experimentId }: ExperimentShop, at: number) =>
  waitFor(
    async () =>
      (
        await owner.query('SELECT FROM experiment_steps_settled WHERE experiment_id = $1 AND settled_at = $2', [
          experimentId,
          new Date(at),
        ])
      ).rowCount !== 0,
    () => 'the step is settled',
  );
