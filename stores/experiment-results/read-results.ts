import type pg from 'pg';
import { type Variant, variants } from '#domain/experiments/experiment.ts';
import type { Arms } from '#domain/experiments/judge-metric.ts';
import { addUserSums, noUserSums, type UserSums } from '#domain/experiments/statistics/user-sums.ts';
import { type RevenueBucket, upperOfBucket } from '#domain/experiments/statistics/winsorised.ts';
import { liveRows } from '../projections/live-rows.ts';
import { experimentDays, experimentSums } from './result-tables.ts';

/** Users by the day of their entry (UTC). */
export type EntryDay = { day: string; control: number; variant: number };

/** What the sums of an experiment in one scope say. A few dozen rows are read, however many users there are. */
export type StoredResults = {
  arms: Arms;
  revenueBuckets: Record<Variant, RevenueBucket[]>;
  days: EntryDay[];
  /** Users who were served by both arms. */
  crossovers: number;
  /** How long it ran until `now`, pauses not counted. */
  ranMs: number;
};

type SumRow = Record<keyof UserSums, number> & { arm: Variant; bucket: number };

const float = (column: string, alias = column) => `sum(t.${column})::float8 AS "${alias}"`;

/** Reads within a transaction that sees the tenant and the scope. */
export async function readResults(
  client: pg.PoolClient,
  scope: number,
  experimentId: string,
  now: Date,
): Promise<StoredResults> {
  return {
    ...(await readArms(client, scope, experimentId)),
    ...(await readDays(client, scope, experimentId)),
    ranMs: await readRanMs(client, experimentId, now),
  };
}

/** The sums of both arms of an experiment, or of a period of a holdout. */
export async function readArms(
  client: pg.PoolClient,
  scope: number,
  runId: string,
): Promise<Pick<StoredResults, 'arms' | 'revenueBuckets'>> {
  const { rows } = await client.query<SumRow>({
    name: 'experiment-sums',
    text: `SELECT t.variant AS arm, t.revenue_bucket AS bucket, ${['users', 'impressions', 'clicks', 'converted', 'conversions', 'revenue', 'activity'].map((name) => float(name)).join(', ')},
             ${float('impressions_squared', 'impressionsSquared')}, ${float('clicks_squared', 'clicksSquared')}, ${float('impressions_clicks', 'impressionsClicks')},
             (sum(t.revenue_squared) * 1e-8)::float8 AS "revenueSquared", ${float('activity_squared', 'activitySquared')},
             ${float('activity_impressions', 'activityImpressions')}, ${float('activity_clicks', 'activityClicks')},
             ${float('activity_converted', 'activityConverted')}, ${float('activity_revenue', 'activityRevenue')}
           FROM ${liveRows(experimentSums)} WHERE t.scope = $1 AND t.experiment_id = $2 GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [scope, runId],
  });
  const results: Pick<StoredResults, 'arms' | 'revenueBuckets'> = {
    arms: { control: noUserSums, variant: noUserSums },
    revenueBuckets: { control: [], variant: [] },
  };
  for (const { arm, bucket, ...sums } of rows) {
    results.arms[arm] = addUserSums(results.arms[arm], sums);
    if (sums.users === 0) continue;
    const { users, revenue, revenueSquared } = sums;
    results.revenueBuckets[arm].push({ upper: upperOfBucket(bucket), users, revenue, revenueSquared });
  }
  return results;
}

async function readDays(client: pg.PoolClient, scope: number, experimentId: string) {
  const { rows } = await client.query<EntryDay & { crossovers: number }>({
    name: 'experiment-days',
    text: `SELECT t.day, ${variants.map((arm) => `coalesce(sum(t.users) FILTER (WHERE t.variant = '${arm}'), 0)::float8 AS ${arm}`).join(', ')},
                  sum(t.crossovers)::float8 AS crossovers
           FROM ${liveRows(experimentDays)} WHERE t.scope = $1 AND t.experiment_id = $2 GROUP BY 1 HAVING sum(t.users) <> 0 ORDER BY 1`,
    values: [scope, experimentId],
  });
  return {
    days: rows.map(({ crossovers, ...day }) => day),
    crossovers: rows.reduce((sum, { crossovers }) => sum + crossovers, 0),
  };
}

async function readRanMs(client: pg.PoolClient, experimentId: string, now: Date): Promise<number> {
  const { rows } = await client.query<{ ms: number }>({
    name: 'experiment-ran',
    text: `SELECT coalesce(sum(extract(epoch FROM greatest(coalesce(ended_at, $2), started_at) - started_at)) * 1000, 0)::float8 AS ms
           FROM experiment_periods WHERE experiment_id = $1`,
    values: [experimentId, now],
  });
  return rows[0]?.ms ?? 0;
}
