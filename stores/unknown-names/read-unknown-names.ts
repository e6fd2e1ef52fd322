import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import type { UnknownKind } from './count-unknown-names.ts';

/** A name or a reason, how many events were refused for it in these days, when the last, and how many on each day (UTC, `YYYY-MM-DD`); of a reason what was told of the last. */
type UnknownName = {
  kind: UnknownKind;
  name: string;
  events: number;
  lastAt: Date;
  message: string | null;
  example: string | null;
  days: { day: string; events: number }[];
};

/** The most names that are listed. */
const maxListed = 100;

/** Returns the names that were not understood in the last days, today included; those used last first. */
export async function readUnknownNames(database: Database, scope: Scope, days: number): Promise<UnknownName[]> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<UnknownName>(
      `SELECT kind, name, sum(events)::int AS events, max(last_at) AS "lastAt",
              (array_agg(message ORDER BY last_at DESC))[1] AS message, (array_agg(example ORDER BY last_at DESC))[1] AS example,
              jsonb_agg(jsonb_build_object('day', day, 'events', events) ORDER BY day) AS days
       FROM (SELECT kind, name, day, sum(events)::int AS events, max(last_at) AS last_at,
                    (array_agg(message ORDER BY last_at DESC))[1] AS message, (array_agg(example ORDER BY last_at DESC))[1] AS example
             FROM unknown_names
             WHERE scope = $1 AND day > (now() AT TIME ZONE 'UTC')::date - $2::int GROUP BY kind, name, day) by_day
       GROUP BY kind, name ORDER BY max(last_at) DESC, kind, name LIMIT ${maxListed}`,
      [scope, days],
    ),
  );
  return rows;
}
