import type pg from 'pg';
import { isRecountable, lastStepOf } from '#stores/experiment-results/read-runs.ts';
import { experimentStepsSettled } from '#stores/experiment-results/result-tables.ts';

/** Longer than any transaction: a step of that long before a build began is known to each of its batches. */
const committedAfter = `interval '1 hour'`;

/**
 * Says which steps of experiments and holdouts all batches of a build know, so that its end need not count all users of a long experiment once more. Later ones are
 * settled there, and those that come to the live version by a chore (`settle-steps.ts`), since batches may have been folded before they were committed.
 * Does no harm when it is done again.
 */
export async function rememberSteps(client: pg.PoolClient, version: number): Promise<void> {
  const { name, projection } = experimentStepsSettled;
  await client.query(
    `INSERT INTO ${name} (version, scope, experiment_id, partition, settled_at)
     SELECT $1, s.scope, e.run_id, 0, ${lastStepOf('e', 'p')}
     FROM projections b, counted_runs e JOIN scopes s USING (tenant_id) JOIN counted_periods p USING (run_id)
     WHERE b.name = '${projection}' AND b.building_version = $1 AND ${isRecountable('e')}
     GROUP BY s.scope, e.run_id, e.completed_at, b.building_since HAVING ${lastStepOf('e', 'p')} < b.building_since - ${committedAfter}
     ORDER BY s.scope, e.run_id ON CONFLICT DO NOTHING`,
    [version],
  );
}
