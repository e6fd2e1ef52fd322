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

/** The live version of a projection, and why it is stale if it is. Throws if this database does not know it. */
export async function readState(
  database: Database,
  name: string,
): Promise<{ version: number; staleReason: string | null }> {
  const { rows } = await database.query<{ version: number; staleReason: string | null }>(
    `SELECT live_version AS version, CASE WHEN state = 'stale' THEN coalesce(stale_reason, 'stale') END AS "staleReason" FROM projections WHERE name = $1`,
    [name],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`this database knows no projection ${name}: start the processors first`);
  return row;
}
