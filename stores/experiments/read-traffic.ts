import type pg from 'pg';
import type { Traffic } from '#domain/experiments/plan-experiment.ts';
import { noUserSums } from '#domain/experiments/statistics/user-sums.ts';
import { eventTypes } from '#schemas/events/index.ts';
import { revenueAttributions } from '../attribution/revenue-attributions.ts';
import { liveRows } from '../projections/live-rows.ts';

/** So many days are looked at: four weeks, so that every weekday counts the same. */
const trafficDays = 28;

const { recommendation_impressed: impressed, recommendation_clicked: clicked } = eventTypes;

/** One impression and one click of an answer and product count, as in analytics; without an answer each does. */
const countOf = ({ code }: { code: number }): string =>
  `count(*) FILTER (WHERE type = ${code} AND exposure_id IS NULL)
   + count(DISTINCT (exposure_id, product_id)) FILTER (WHERE type = ${code} AND exposure_id IS NOT NULL)`;

const trafficSql = `
WITH since AS (SELECT now() - interval '${trafficDays} days' AS at),
answered AS (
  SELECT user_id, min(served_at) AS first, max(served_at) AS last FROM exposures, since
  WHERE scope = $1 AND placement_id = $2 AND served_at >= since.at GROUP BY user_id
), acted AS (
  SELECT user_id, min(event_time) AS first, max(event_time) AS last, ${countOf(impressed)} AS impressions, ${countOf(clicked)} AS clicks
  FROM events, since
  WHERE scope = $1 AND placement_id = $2 AND type IN (${impressed.code}, ${clicked.code}) AND event_time >= since.at GROUP BY user_id
), bought AS (
  SELECT t.user_id, count(*) AS conversions, sum(t.revenue) AS revenue FROM since, ${liveRows(revenueAttributions)}
  WHERE t.scope = $1 AND t.placement_id = $2 AND t.purchased_at >= since.at GROUP BY t.user_id
), shoppers AS (
  SELECT least(answered.first, acted.first) AS first, greatest(answered.last, acted.last) AS last, coalesce(impressions, 0)::float8 AS i,
         coalesce(clicks, 0)::float8 AS c, coalesce(conversions, 0)::float8 AS n, coalesce(revenue, 0)::float8 AS r
  FROM answered FULL JOIN acted USING (user_id) LEFT JOIN bought USING (user_id)
)
SELECT count(*)::float8 AS users, (count(*) FILTER (WHERE last >= now() - interval '7 days'))::float8 AS "recentUsers",
       coalesce(extract(epoch FROM now() - min(first)) / 86400, 0)::float8 AS days,
       coalesce(sum(i), 0) AS impressions, coalesce(sum(i * i), 0) AS "impressionsSquared", coalesce(sum(c), 0) AS clicks,
       coalesce(sum(c * c), 0) AS "clicksSquared", coalesce(sum(i * c), 0) AS "impressionsClicks", coalesce(sum(n), 0) AS conversions,
       (count(*) FILTER (WHERE n > 0))::float8 AS converted, coalesce(sum(r), 0) AS revenue, coalesce(sum(r * r), 0) AS "revenueSquared"
FROM shoppers`;

type Row = Record<'users' | 'recentUsers' | 'days', number> & Partial<Traffic['sums']>;

/**
 * Reads what the shoppers of a placement did in the last 28 days: whoever got an answer there, or saw one. Reads the raw events, so that it may take
 * seconds where there are millions. Call it within a transaction that was told the scope.
 */
export async function readTraffic(client: pg.PoolClient, scope: number, placementId: string): Promise<Traffic> {
  const { rows } = await client.query<Row>(trafficSql, [scope, placementId]);
  const row = rows[0];
  if (row === undefined) throw new Error('a sum returned no row');
  const { recentUsers, days, ...sums } = row;
  return { days, users: sums.users, recentUsers, sums: { ...noUserSums, ...sums } };
}
