import type pg from 'pg';
import { activityDays, countedAfterCompletionMs, type ExperimentRun } from '#domain/experiments/count-user.ts';

/** A started experiment, or a period of a holdout, in one of its tenant's scopes; `lastStepAt` as Postgres writes it, to the microsecond. */
export type ScopedRun = ExperimentRun & { scope: number; lastStepAt: string };

type Row = {
  scope: number;
  run_id: string;
  hashed_with: string;
  placement_id: string | null;
  traffic_split: number;
  started_at: Date;
  completed_at: Date | null;
  begins: Date[];
  ends: (Date | null)[];
  last_step_at: string;
};

/**
 * Started experiments of scopes, and periods of their holdouts, for which something that happened at `sinceMs` or later can count. Not those that began when events of before are
 * no longer all kept: they could not be counted again, and stay as they are.
 */
export async function readRuns(
  client: pg.PoolClient,
  scopes: readonly number[],
  sinceMs: number,
): Promise<ScopedRun[]> {
  const { rows } = await client.query<Row>({
    name: 'experiment-runs',
    text: `SELECT s.scope, e.run_id, e.hashed_with, e.placement_id, e.traffic_split, e.started_at, e.completed_at,
                  array_agg(p.started_at ORDER BY p.started_at) AS begins, array_agg(p.ended_at ORDER BY p.started_at) AS ends,
                  ${lastStepOf('e', 'p')}::text AS last_step_at
           FROM scopes s JOIN counted_runs e USING (tenant_id) JOIN counted_periods p USING (run_id)
           WHERE s.scope = ANY ($1) AND ${isRecountable('e')} AND (e.completed_at IS NULL OR e.completed_at >= $2)
           GROUP BY s.scope, e.run_id, e.hashed_with, e.placement_id, e.traffic_split, e.started_at, e.completed_at ORDER BY s.scope, e.run_id`,
    values: [scopes, new Date(Math.max(0, sinceMs - countedAfterCompletionMs))],
  });
  return rows.map(toRun);
}

/** Whether all events that count are still kept: one day more than the activity of before goes back. */
export const isRecountable = (alias: string): string =>
  `${alias}.started_at - interval '${activityDays + 1} days' >= raw_kept_since()`;

/** When a run was started, paused or completed last, in a query that is grouped by run. */
export const lastStepOf = (runs: string, periods: string): string =>
  `greatest(${runs}.completed_at, max(${periods}.started_at), max(${periods}.ended_at))`;

function toRun(row: Row): ScopedRun {
  const periods = row.begins.map((begin, n) => ({ fromMs: begin.getTime(), toMs: row.ends[n]?.getTime() ?? null }));
  const completedAtMs = row.completed_at?.getTime() ?? null;
  return {
    scope: row.scope,
    experimentId: row.run_id,
    hashedWith: row.hashed_with,
    placementId: row.placement_id,
    trafficSplit: row.traffic_split,
    startedAtMs: row.started_at.getTime(),
    completedAtMs,
    periods,
    lastStepAt: row.last_step_at,
  };
}
