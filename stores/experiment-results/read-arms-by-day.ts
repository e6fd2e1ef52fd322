import type { Variant } from '#domain/experiments/experiment.ts';
import type { ArmsOfDay } from '#domain/experiments/judge-by-day.ts';
import { noUserSums, type UserSums } from '#domain/experiments/statistics/user-sums.ts';
import { sqlStateOf } from '../postgres/classify-error.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { experimentUsers } from './result-tables.ts';

/** No projection keeps these sums by day: the users are read, a million in about a second. */
const readTimeoutMs = 1_000;
const queryCanceled = '57014';

type Asker = { tenantId: string; scope: number };

/** The users of an experiment by the day of their entry (UTC), the first day first; a day on which nobody entered is left out. Or that they are too many to be read at once. */
export async function readArmsByDay(
  database: Database,
  { tenantId, scope }: Asker,
  experimentId: string,
): Promise<{ reason: 'counted'; days: ArmsOfDay[] } | { reason: 'too_much' }> {
  try {
    const { rows } = await database.scoped({ tenantId, scopes: [scope] }, async (client) => {
      await client.query(`SET LOCAL statement_timeout = ${readTimeoutMs}`);
      return client.query<UserSums & { day: string; arm: Variant }>(
        `SELECT (t.entered_at AT TIME ZONE 'UTC')::date::text AS day, t.variant AS arm, ${Object.entries(sums)
          .map(([name, sum]) => `coalesce(sum(${sum}), 0)::float8 AS "${name}"`)
          .join(', ')}
         FROM ${liveRows(experimentUsers)} WHERE t.scope = $1 AND t.experiment_id = $2 GROUP BY 1, 2 ORDER BY 1`,
        [scope, experimentId],
      );
    });
    const days = Map.groupBy(rows, ({ day }) => day);
    return {
      reason: 'counted',
      days: [...days].map(([day, arms]) => ({
        day,
        arms: { control: of(arms, 'control'), variant: of(arms, 'variant') },
      })),
    };
  } catch (error) {
    if (sqlStateOf(error) !== queryCanceled) throw error;
    return { reason: 'too_much' };
  }
}

/** What each user adds to a sum, as `sumsOfUser` says. */
const sums = {
  users: '1',
  impressions: 't.impressions',
  clicks: 't.clicks',
  converted: '(t.conversions > 0)::int',
  conversions: 't.conversions',
  revenue: 't.revenue',
  impressionsSquared: 't.impressions::bigint * t.impressions',
  clicksSquared: 't.clicks::bigint * t.clicks',
  impressionsClicks: 't.impressions::bigint * t.clicks',
  revenueSquared: 't.revenue * t.revenue',
  activity: 't.activity',
  activitySquared: 't.activity::bigint * t.activity',
  activityImpressions: 't.activity::bigint * t.impressions',
  activityClicks: 't.activity::bigint * t.clicks',
  activityConverted: 't.activity * (t.conversions > 0)::int',
  activityRevenue: 't.activity * t.revenue',
} as const satisfies Record<keyof UserSums, string>;

function of(rows: readonly (UserSums & { day: string; arm: Variant })[], arm: Variant): UserSums {
  const row = rows.find((one) => one.arm === arm);
  if (row === undefined) return noUserSums;
  const { day: _, arm: __, ...armSums } = row;
  return armSums;
}
