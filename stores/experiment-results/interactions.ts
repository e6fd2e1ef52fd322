import type pg from 'pg';
import type { Variant } from '#domain/experiments/experiment.ts';
import { noUserSums, type UserSums } from '#domain/experiments/statistics/user-sums.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { experimentUsers } from './result-tables.ts';

/** Users who are in two experiments, by both arms: the sums of what they did on the placement of the first. */
export type Interaction = {
  otherId: string;
  otherName: string;
  cells: readonly { variant: Variant; otherVariant: Variant; sums: UserSums }[];
};

/** The figures of a cell, under the names of `UserSums`. */
const figures = {
  users: 'count(*)',
  impressions: 'sum(t.impressions)',
  clicks: 'sum(t.clicks)',
  converted: 'count(*) FILTER (WHERE t.conversions > 0)',
  conversions: 'sum(t.conversions)',
  revenue: 'sum(t.revenue)',
  impressionsSquared: 'sum(t.impressions::bigint * t.impressions)',
  clicksSquared: 'sum(t.clicks::bigint * t.clicks)',
  impressionsClicks: 'sum(t.impressions::bigint * t.clicks)',
  revenueSquared: 'sum(t.revenue * t.revenue)',
};

/**
 * Sums the users of each pair of a tenant's experiments that run on different placements, both ways. It reads every user of theirs, which takes seconds where
 * there are millions: a chore, and not a part of a question.
 */
export async function sumInteractions(database: Database): Promise<void> {
  await database.query(
    `INSERT INTO experiment_interactions (scope, experiment_id, other_id, cells)
     SELECT scope, one, other, jsonb_agg(cell) FROM (
       SELECT p.scope, p.one, p.other, jsonb_build_object('variant', t.variant, 'otherVariant', o.variant, 'sums', jsonb_build_object(
                ${Object.entries(figures)
                  .map(([name, sql]) => `'${name}', ${sql}`)
                  .join(', ')})) AS cell
       FROM (SELECT s.scope, a.experiment_id AS one, b.experiment_id AS other FROM experiments a JOIN experiments b USING (tenant_id) JOIN scopes s USING (tenant_id)
             WHERE a.experiment_id <> b.experiment_id AND a.placement_id <> b.placement_id AND a.status = 'running' AND b.status = 'running') AS p,
            ${liveRows(experimentUsers)}
       JOIN experiment_users o ON o.version = t.version AND o.scope = t.scope AND o.user_id = t.user_id
       WHERE t.scope = p.scope AND t.experiment_id = p.one AND o.experiment_id = p.other
       GROUP BY p.scope, p.one, p.other, t.variant, o.variant) AS c
     GROUP BY scope, one, other
     ON CONFLICT (experiment_id, other_id, scope) DO UPDATE SET cells = excluded.cells, summed_at = now()`,
  );
}

/** What was summed last of an experiment and those that ran beside it. */
export async function readInteractions(
  client: pg.PoolClient,
  scope: number,
  experimentId: string,
): Promise<Interaction[]> {
  const { rows } = await client.query<Interaction>({
    name: 'experiment-interactions',
    text: `SELECT i.other_id AS "otherId", e.name AS "otherName", i.cells FROM experiment_interactions i JOIN experiments e ON e.experiment_id = i.other_id
           WHERE i.experiment_id = $1 AND i.scope = $2 ORDER BY i.other_id`,
    values: [experimentId, scope],
  });
  return rows.map(({ cells, ...other }) => ({
    ...other,
    cells: cells.map((cell) => ({ ...cell, sums: { ...noUserSums, ...cell.sums } })),
  }));
}
