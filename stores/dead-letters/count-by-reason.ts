import type { Scope } from '#domain/scope.ts';
import type { Database } from '../postgres/database.ts';

/** How many letters of a scope have a reason, how many of them were not put back yet, and when the last one came. */
export type ReasonCount = { reason: string; total: number; waiting: number; lastAt: Date };

/** Returns the dead letters of a scope, counted by their reason; the reason with the latest letter first. */
export async function countByReason(database: Database, scope: Scope): Promise<ReasonCount[]> {
  const { rows } = await database.scoped({ scopes: [scope] }, (client) =>
    client.query<ReasonCount>(
      `SELECT reason, count(*)::int AS total, count(*) FILTER (WHERE redriven_at IS NULL)::int AS waiting, max(at) AS "lastAt"
       FROM dead_letters WHERE scope = $1 GROUP BY reason ORDER BY max(at) DESC, reason`,
      [scope],
    ),
  );
  return rows;
}
