import { type Kpis, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import type { Scope } from '#domain/scope.ts';
import { revenueAttributions } from '../attribution/revenue-attributions.ts';
import { sqlStateOf } from '../postgres/classify-error.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { readSums, type SumFilter } from './read-sums.ts';

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const liveMinutes = 60;
/** The last hour of all tenants lies together: where that is too much to read, quarter hours are answered. */
const eventsTimeoutMs = 500;
const queryCanceled = '57014';

/** The last hour in steps; the last one is not over. `events`: a count of the events themselves, by minute; `sums`: by quarter hour. */
export type Live = { source: 'events' | 'sums'; steps: (Kpis & { start: Date; end: Date })[] };

/** What happened in the last 60 minutes, this one included; by quarter hour the last four before this one as well. */
export async function readLive(database: Database, scope: Scope, filter: SumFilter, now: Date): Promise<Live> {
  try {
    return { source: 'events', steps: await countEvents(database, scope, filter, now) };
  } catch (error) {
    if (sqlStateOf(error) !== queryCanceled) throw error;
    return { source: 'sums', steps: await sumQuarters(database, scope, filter, now) };
  }
}

type Minute = {
  at: Date;
  impressions: number;
  clicks: number;
  conversions: number;
  revenue: string;
  foreign_currency: number;
};

/** An id begins with the event's time, so that the hour is one range of the primary key. A recommendation shown or clicked again under one exposure counts once. */
const minutesSql = `
WITH shown AS (
  SELECT DISTINCT ON (e.type, coalesce(e.exposure_id, e.event_id), e.product_id) e.event_time, e.type
  FROM events e
  WHERE e.scope = $1 AND e.event_id >= $2 AND e.event_time >= $3 AND e.event_time < $4 AND e.type IN (6, 7)
    AND ($5::text IS NULL OR e.placement_id = $5) AND ($6::text IS NULL OR coalesce(e.strategy, 'unknown') = $6)
  ORDER BY e.type, coalesce(e.exposure_id, e.event_id), e.product_id, e.log, e."offset"
), counted AS (
  SELECT event_time AS at, (type = 6)::int AS impressions, (type = 7)::int AS clicks, 0 AS conversions, 0::numeric AS revenue, 0 AS foreign_currency FROM shown
  UNION ALL
  SELECT t.purchased_at, 0, 0, 1, CASE WHEN t.foreign_currency THEN 0 ELSE t.revenue END, t.foreign_currency::int FROM ${liveRows(revenueAttributions)}
  WHERE t.scope = $1 AND t.purchase_id >= $2 AND t.purchased_at >= $3 AND t.purchased_at < $4
    AND ($5::text IS NULL OR t.placement_id = $5) AND ($6::text IS NULL OR t.strategy = $6)
)
SELECT date_bin('1 minute', at, '2000-01-01Z') AS at, sum(impressions)::int AS impressions, sum(clicks)::int AS clicks, sum(conversions)::int AS conversions,
       trunc(sum(revenue) * 10000)::text AS revenue, sum(foreign_currency)::int AS foreign_currency
FROM counted GROUP BY 1`;

async function countEvents(database: Database, scope: Scope, filter: SumFilter, now: Date): Promise<Live['steps']> {
  const toMs = (Math.floor(now.getTime() / minuteMs) + 1) * minuteMs;
  const fromMs = toMs - liveMinutes * minuteMs;
  const firstId = `${fromMs.toString(16).padStart(12, '0')}${'0'.repeat(20)}`;
  const { rows } = await database.scoped({ scopes: [scope] }, async (client) => {
    await client.query(`SET LOCAL statement_timeout = ${eventsTimeoutMs}`);
    return client.query<Minute>(minutesSql, [
      scope,
      firstId,
      new Date(fromMs),
      new Date(toMs),
      filter.placementId ?? null,
      filter.strategy ?? null,
    ]);
  });
  const byMinute = new Map(rows.map((row) => [row.at.getTime(), row]));
  return stepsOf(fromMs, toMs, minuteMs, (startMs) => {
    const row = byMinute.get(startMs);
    if (row === undefined) return kpisOf(noSums);
    return kpisOf({ ...row, revenueE4: BigInt(row.revenue), foreignCurrency: row.foreign_currency });
  });
}

async function sumQuarters(database: Database, scope: Scope, filter: SumFilter, now: Date): Promise<Live['steps']> {
  const toMs = (Math.floor(now.getTime() / quarterMs) + 1) * quarterMs;
  const fromMs = toMs - quarterMs - liveMinutes * minuteMs;
  const bounds = stepsOf(fromMs, toMs, quarterMs, () => ({})).map(({ start }) => start.getTime());
  const rows = await database.scoped({ scopes: [scope] }, (client) =>
    readSums(client, [scope], piecesOf([...bounds, toMs]), filter),
  );
  return stepsOf(fromMs, toMs, quarterMs, (_, n) => kpisOf(rows.find(({ bucket }) => bucket === n) ?? noSums));
}

function stepsOf<Figures>(
  fromMs: number,
  toMs: number,
  stepMs: number,
  figuresOf: (startMs: number, n: number) => Figures,
): (Figures & { start: Date; end: Date })[] {
  return Array.from({ length: (toMs - fromMs) / stepMs }, (_, n) => {
    const startMs = fromMs + n * stepMs;
    return { start: new Date(startMs), end: new Date(startMs + stepMs), ...figuresOf(startMs, n) };
  });
}
