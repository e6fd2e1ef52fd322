import type pg from 'pg';
import { zoneOfPostgres } from './zone-of-postgres.ts';

/** Either end of a window as it was asked for: a point in time, a day of the zone (`2026-03-01`), or left out. */
export type WindowEnd = { time: Date } | { day: string } | null;
export type AskedWindow = {
  from: WindowEnd;
  to: WindowEnd;
  /** IANA name. */
  timeZone: string;
  now: Date;
  /** If `from` is left out, the window has this many days of the zone, the day of `to` included. */
  defaultDays: number;
};

/** From `from` to before `to`, in whole quarter hours, and the period before it, which ends at `from`. */
export type Window = { from: Date; to: Date; previousFrom: Date };

/**
 * Returns the window to count. A day begins at its midnight in the zone; a day as `to` is included. If `to` is left out, it is now; if `from` is, it is
 * the first of the default days. Times are widened to the quarter hours they lie in, since sums are kept by quarter hour. The period before has as many
 * hours and days on the zone's clock, so that it begins at midnight even if clocks changed within it; a window below a day is preceded by one of the
 * same length. Postgres does the calendar.
 */
export async function resolveWindow(
  client: pg.PoolClient,
  { from, to, timeZone, now, defaultDays }: AskedWindow,
): Promise<Window> {
  const timeOf = (end: WindowEnd) => (end !== null && 'time' in end ? end.time : null);
  const dayOf = (end: WindowEnd) => (end !== null && 'day' in end ? end.day : null);
  const { rows } = await client.query<{ from: Date; to: Date; previous_from: Date }>({
    name: 'analytics-window',
    text: `
WITH ends AS (
  SELECT coalesce($3::timestamptz, ($4::date + 1)::timestamp AT TIME ZONE $5, $6::timestamptz) AS "to"
), bounds AS (
  SELECT date_bin('15 minutes', coalesce($1::timestamptz, $2::date::timestamp AT TIME ZONE $5,
           (date_trunc('day', ("to" - interval '1 microsecond') AT TIME ZONE $5) - ($7::int - 1) * interval '1 day') AT TIME ZONE $5), '2000-01-01Z') AS "from",
         date_bin('15 minutes', "to" + interval '15 minutes' - interval '1 microsecond', '2000-01-01Z') AS "to"
  FROM ends
)
SELECT "from", "to", CASE WHEN "to" - "from" < interval '1 day' THEN "from" - ("to" - "from")
  ELSE (("from" AT TIME ZONE $5) - (("to" AT TIME ZONE $5) - ("from" AT TIME ZONE $5))) AT TIME ZONE $5 END AS previous_from
FROM bounds`,
    values: [timeOf(from), dayOf(from), timeOf(to), dayOf(to), zoneOfPostgres(timeZone), now, defaultDays],
  });
  const row = rows[0];
  if (row === undefined) throw new Error('a SELECT without FROM gave no row');
  return { from: row.from, to: row.to, previousFrom: row.previous_from };
}
