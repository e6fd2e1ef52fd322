import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/**
 * LATERAL with LIMIT keeps the plan at one probe of the primary key for each id, in the one month its time falls in, however
 * little the planner knows of the table. The event time is the first 48 bits of the id.
 */
const sql = `
SELECT k.n::int AS n
FROM unnest($2::uuid[], $3::bigint[]) WITH ORDINALITY AS k(id, ms, n),
LATERAL (
  SELECT 1 FROM events e
  WHERE e.event_id = k.id AND e.event_time = timestamptz 'epoch' + k.ms * interval '1 millisecond' AND e.scope = $1
  LIMIT 1
) AS found`;

/**
 * Returns which of these ids table `events` has, as indexes into `ids`, in any order. One query, however many ids there are.
 * Throws `DatabaseUnavailable` if it cannot tell.
 */
export async function findKnownIds(database: Database, scope: Scope, ids: readonly Buffer[]): Promise<number[]> {
  const times = ids.map((id) => id.readUIntBE(0, 6));
  const values = [scope, `{${ids.map((id) => id.toString('hex')).join(',')}}`, `{${times.join(',')}}`];
  const { rows } = await database.scoped(
    { scopes: [scope] },
    (client) => client.query<{ n: number }>({ name: 'known-ids', text: sql, values }),
    { keepsPlans: true },
  );
  return rows.map(({ n }) => n - 1);
}
