import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';
import type { UnknownKind } from './count-unknown-names.ts';

/** A name, in how many refused events it was used in these days, when last, and in how many on each day (UTC, `YYYY-MM-DD`). */
type UnknownName = {
  kind: UnknownKind;
  name: string;
  events: number;
  lastAt: Date;
  days: { day: string; events: number }[];
};

/** The most names that are listed. */
const maxListed = 100;

/** Returns the names that were not understood in the last days, today included; those used last first. */
export async function readUnknownNames(database: Database, scope: Scope, days: number): Promise<UnknownName[]> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<UnknownName>(
      `SELECT kind, name, sum(events)::int AS events, max(last_at) AS "lastAt",
              jsonb_agg(jsonb_build_object('day', day, 'events', events) ORDER BY day) AS days
       FROM (SELECT kind, name, day, sum(events)::int AS events, max(last_at) AS last_at FROM unknown_names
             WHERE scope = $1 AND day > (now() AT TIME ZONE 'UTC')::date - $2::int GROUP BY kind, name, day) by_day
       GROUP BY kind, name ORDER BY max(last_at) DESC, kind, name LIMIT ${maxListed}`,
      [scope, days],
    ),
  );
  return rows;
}
