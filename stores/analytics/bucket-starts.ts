import type pg from 'pg';
import type { Window } from './resolve-window.ts';
import { zoneOfPostgres } from './zone-of-postgres.ts';

/** When a bucket begins, and how the zone's clock and calendar show that moment: `2026-03-29`, or `2026-03-29T03:00`. */
export type BucketStart = { at: Date; local: string };

/**
 * A day goes from midnight to midnight on the zone's clock, whether that is 23, 24 or 25 hours. If clocks are put back over midnight, it begins at the
 * second midnight; if they skip midnight, at the moment they do. A day that a zone left out has no bucket.
 */
const days = `
SELECT greatest(at, $1::timestamptz) AS at, to_char(day, 'YYYY-MM-DD') AS local
FROM (SELECT day, day AT TIME ZONE $3 AS at, (day + interval '1 day') AT TIME ZONE $3 AS ends
      FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE $3) - interval '1 day', $2::timestamptz AT TIME ZONE $3, interval '1 day') AS day) AS d
WHERE at < $2::timestamptz AND ends > greatest(at, $1::timestamptz) ORDER BY 1`;

/** An hour begins where the clock shows a full one, and where the clock is changed: two hours are called 02:00 in autumn; in Lord Howe, one lasts 30 minutes. */
const hours = `
SELECT at, to_char(at AT TIME ZONE $3, 'YYYY-MM-DD"T"HH24:MI') AS local
FROM generate_series($1::timestamptz, $2::timestamptz - interval '15 minutes', interval '15 minutes') AS at
WHERE at = $1::timestamptz OR extract(minute FROM at AT TIME ZONE $3) = 0
  OR (at AT TIME ZONE $3) - ((at - interval '15 minutes') AT TIME ZONE $3) <> interval '15 minutes' ORDER BY 1`;

/** Returns when the days or hours of a window begin, in order. The first bucket begins with the window; each ends when the next begins. */
export async function readBucketStarts(
  client: pg.PoolClient,
  { from, to }: Pick<Window, 'from' | 'to'>,
  timeZone: string,
  interval: 'day' | 'hour',
): Promise<BucketStart[]> {
  const { rows } = await client.query<BucketStart>({
    name: `analytics-${interval}s`,
    text: interval === 'day' ? days : hours,
    values: [from, to, zoneOfPostgres(timeZone)],
  });
  return rows;
}
