import type { Database } from '../postgres/database.ts';

/** Returns the highest scope that a tenant has; 0 if there is none. */
export async function readHighestScope(database: Database): Promise<number> {
  const { rows } = await database.query<{ scope: number }>('SELECT coalesce(max(scope), 0) AS scope FROM scopes');
  return rows[0]?.scope ?? 0;
}

/** From now on no new tenant gets a scope up to this one, as its owner asks: records of the log may carry it already. */
export async function neverGiveAgain(owner: Database, scope: number): Promise<void> {
  await owner.query(
    `SELECT setval('scopes_scope_seq', greatest((SELECT last_value FROM scopes_scope_seq), $1::bigint, 1))`,
    [scope],
  );
}
