import type pg from 'pg';
import type { Scope } from '#domain/scope.ts';
import { liveRows } from '../projections/live-rows.ts';
import { usageMonthly } from './usage-monthly.ts';

/** A month as `2026-03`. */
export type MonthlyUsage = { month: string; events: number; recommendationRequests: number };

/** Returns the newest months (UTC), that of `now` among them, with zeros for months without use. Call it within a transaction that was told the scope. */
export async function readUsage(
  client: pg.PoolClient,
  scope: Scope,
  now: Date,
  months: number,
): Promise<MonthlyUsage[]> {
  const { rows } = await client.query<{ month: string; events: bigint; requests: bigint }>({
    name: 'usage',
    text: `
SELECT to_char(m.month, 'YYYY-MM') AS month,
       (SELECT coalesce(sum(t.events), 0)::bigint FROM ${liveRows(usageMonthly)} WHERE t.scope = $1 AND t.month = m.month::date) AS events,
       (SELECT coalesce(sum(r.requests), 0)::bigint FROM recommendation_requests r WHERE r.scope = $1 AND r.month = m.month::date) AS requests
FROM generate_series(0, $3::int - 1) AS n, LATERAL (SELECT date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC') - n * interval '1 month' AS month) AS m
ORDER BY n`,
    values: [scope, now, months],
  });
  return rows.map(({ month, events, requests }) => ({
    month,
    events: Number(events),
    recommendationRequests: Number(requests),
  }));
}
