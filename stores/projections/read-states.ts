import type { Database } from '../postgres/database.ts';

/** Whether each projection is live or stale, and why. */
export async function readProjectionStates(
  database: Database,
): Promise<{ name: string; state: string; staleReason: string | null }[]> {
  const { rows } = await database.query<{ name: string; state: string; staleReason: string | null }>(
    'SELECT name, state, stale_reason AS "staleReason" FROM projections ORDER BY name',
  );
  return rows;
}
