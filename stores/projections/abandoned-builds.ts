import type { Database } from '../postgres/database.ts';
import { dropVersion } from './drop-versions.ts';
import type { ProjectionTable } from './projection-table.ts';

/** For how long a version that a command has left half-built waits for the next command, which goes on with it. */
const keptDays = 7;

/** A replay that found a difference is done, and its version waits until it is confirmed, for as long as the replay is kept. */
const isAbandoned = `building_version IS NOT NULL AND CASE
  WHEN building_for IS NULL THEN building_since < now() - interval '${keptDays} days'
  ELSE NOT EXISTS (SELECT FROM replays r WHERE r.replay_id = building_for AND r.state IN ('queued', 'running', 'done')) END`;

/** The projections with a half-built version that nobody goes on with: its replay was cancelled, has failed or is forgotten, or it is of a command and old. One that is being built by a command is among them if that takes so long. */
export async function readAbandonedBuilds(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(`SELECT name FROM projections WHERE ${isAbandoned}`);
  return rows.map(({ name }) => name);
}

/**
 * Deletes that version and all its rows, in one transaction: a process that dies meanwhile leaves it whole, and whoever comes next finds it so. To be called under the lock of rebuilds. Returns the version, or null if
 * a rebuild has taken it over or ended it meanwhile.
 */
export async function dropAbandonedBuild(
  database: Database,
  name: string,
  tables: readonly ProjectionTable[],
): Promise<number | null> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ version: number }>(
      `SELECT building_version AS version FROM projections WHERE name = $1 AND ${isAbandoned}`,
      [name],
    );
    const version = rows[0]?.version;
    if (version === undefined) return null;
    await dropVersion(client, name, tables, version);
    await client.query(
      'UPDATE projections SET building_version = NULL, building_since = NULL, building_for = NULL, updated_at = now() WHERE name = $1',
      [name],
    );
    return version;
  });
}
