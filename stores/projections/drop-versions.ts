import type { Database } from '../postgres/database.ts';
import type { ProjectionTable } from './projection-table.ts';

/** Deletes all that a version was written of: for a rebuild that begins again. */
export async function dropVersion(
  database: Database,
  name: string,
  tables: readonly ProjectionTable[],
  version: number,
): Promise<void> {
  for (const table of tables) await database.query(`DELETE FROM ${table.name} WHERE version = $1`, [version]);
  await database.query('DELETE FROM projection_positions WHERE name = $1 AND version = $2', [name, version]);
}

/**
 * Deletes the rows of all versions but the live one, the one before it, to which one can go back, and one that is being built. Checkpoints
 * of any but the live one go too: nobody writes them any more, so that an erased shopper would stay in them.
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

/** Deletes from a version what the log still says of purged tenants, until compaction has taken it. */
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
