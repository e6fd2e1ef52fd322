import type { Database } from '../postgres/database.ts';
import type { ProjectionTable } from './projection-table.ts';

/** Deletes all rows and positions of a version, for a rebuild that begins again, or that nobody goes on with. */
export async function dropVersion(
  database: Pick<Database, 'query'>,
  name: string,
  tables: readonly ProjectionTable[],
  version: number,
): Promise<void> {
  for (const table of tables) await database.query(`DELETE FROM ${table.name} WHERE version = $1`, [version]);
  await database.query('DELETE FROM projection_positions WHERE name = $1 AND version = $2', [name, version]);
}

/**
 * Deletes the rows of old versions: all but the live version, the version before it, which is kept for a roll-back, and a version that is being
 * built. It keeps only the checkpoint of the live version: no process writes the others any more, so an erased shopper would stay in them.
 */
export async function dropOldVersions(
  database: Database,
  name: string,
  tables: readonly ProjectionTable[],
): Promise<void> {
  for (const table of [...tables.map((table) => table.name), 'projection_positions']) {
    const condition = table === 'projection_positions' ? ' AND t.name = p.name' : '';
    await database.query(
      `DELETE FROM ${table} t USING projections p WHERE p.name = $1${condition} AND t.version < p.live_version AND t.version IS DISTINCT FROM p.previous_version`,
      [name],
    );
  }
  await database.query(
    'DELETE FROM model_snapshots s USING projections p WHERE p.name = $1 AND s.model = p.name AND s.version < p.live_version',
    [name],
  );
}

/** Deletes the rows of purged tenants from a version: the log still has their records until it is compacted. */
export async function dropPurged(
  database: Database,
  tables: readonly ProjectionTable[],
  version: number,
): Promise<void> {
  for (const table of tables)
    await database.query(`DELETE FROM ${table.name} WHERE version = $1 AND scope IN (SELECT control_purged_scopes())`, [
      version,
    ]);
}
