import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/**
 * LATERAL with LIMIT keeps the plan at one probe of the primary key for each id, in the one month its time falls in, however
 * little the planner knows of the table. The event time is the first 48 bits of the id.
 */
const sql = `
SELECT k.n::int AS n
FROM unnest($1::uuid[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS k(id, ms, scope, n),
LATERAL (
  SELECT 1 FROM events e
  WHERE e.event_id = k.id AND e.event_time = timestamptz 'epoch' + k.ms * interval '1 millisecond' AND e.scope = k.scope
  LIMIT 1
) AS found`;

/** `id`: of an event. */
export type KnownId = { scope: Scope; id: Buffer };

/**
 * Returns which of these ids table `events` has, each in its scope. One query, however many ids there are. Throws `DatabaseUnavailable` if it cannot tell.
 */
export async function findKnownIds<One extends KnownId>(
  database: Database,
  asked: readonly One[],
): Promise<ReadonlySet<One>> {
  const values = [
    asked.map(({ id }) => id.toString('hex')),
    asked.map(({ id }) => id.readUIntBE(0, 6)),
    asked.map(({ scope }) => scope),
  ].map((column) => `{${column.join(',')}}`);
  const { rows } = await database.scoped(
    { scopes: [...new Set(asked.map(({ scope }) => scope))] },
    (client) => client.query<{ n: number }>({ name: 'known-ids', text: sql, values }),
    { keepsPlans: true },
  );
  return new Set(rows.map(({ n }) => asked[n - 1]!));
}
