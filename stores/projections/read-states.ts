import type { Database } from '../postgres/database.ts';
import { newHere } from './versions.ts';

/** Whether each projection is live or stale, and why. */
export async function readProjectionStates(
  database: Database,
): Promise<{ name: string; state: string; staleReason: string | null }[]> {
  const { rows } = await database.query<{ name: string; state: string; staleReason: string | null }>(
    'SELECT name, state, stale_reason AS "staleReason" FROM projections ORDER BY name',
  );
  return rows;
}

/** The projections that have not folded what was read before they came. */
export async function readNewProjections(database: Database): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT name FROM projections WHERE state = 'stale' AND stale_reason = $1`,
    [newHere],
  );
  return new Set(rows.map(({ name }) => name));
}
