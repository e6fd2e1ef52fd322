import type pg from 'pg';
import type { Database } from '../postgres/database.ts';

/** Why a projection is stale that came to a database which had read events before. */
export const newHere = 'it is new: rebuild it';

/**
 * Adds the projections that this database does not know yet. If records were read before, a new projection has not folded them, and is stale
 * until it is rebuilt. Known projections stay as they are.
 */
export async function registerProjections(database: Database, names: readonly string[]): Promise<void> {
  await database.query(
    `INSERT INTO projections (name, state, stale_reason)
     SELECT name, CASE WHEN is_late THEN 'stale' ELSE 'live' END, CASE WHEN is_late THEN $2 END
     FROM unnest($1::text[]) AS n (name), (SELECT EXISTS (SELECT FROM consumer_offsets WHERE next_offset > 0) AS is_late) AS l
     ON CONFLICT (name) DO NOTHING`,
    [names, newHere],
  );
}

/**
 * Returns the live version of each projection that is not stale. It is read in the batch's transaction after the lock of its offset, so that
 * a swap of versions comes before the batch or after it, never in its midst.
 */
export async function readLiveVersions(client: pg.PoolClient): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; live_version: number }>({
    name: 'projections-live',
    text: `SELECT name, live_version FROM projections WHERE state <> 'stale'`,
  });
  return new Map(rows.map((row) => [row.name, row.live_version]));
}

/** Returns the version that serves, also if it is stale; undefined for a projection that this database does not know. */
export async function readServingVersion(client: pg.PoolClient, name: string): Promise<number | undefined> {
  const { rows } = await client.query<{ live_version: number }>({
    name: 'projection-serving',
    text: 'SELECT live_version FROM projections WHERE name = $1',
    values: [name],
  });
  return rows[0]?.live_version;
}

/** Marks a projection as stale: it folds no new events until it is rebuilt. `reason` says why. */
export async function markStale(database: Database, name: string, reason: string): Promise<void> {
  await database.query(
    `UPDATE projections SET state = 'stale', stale_reason = $2, updated_at = now() WHERE name = $1`,
    [name, reason],
  );
}

/** Returns the version that a rebuild writes: that of a rebuild which was cut short, else the next number that no version has. `builtFor`: the id of the replay that asks for it, if one does. */
export async function beginVersion(database: Database, name: string, builtFor: string | null): Promise<number> {
  return database.transaction(async (client) => {
    const { rows } = await client.query<{ live_version: number; building_version: number | null }>(
      'SELECT live_version, building_version FROM projections WHERE name = $1 FOR UPDATE',
      [name],
    );
    const row = rows[0];
    if (row === undefined) throw new Error(`this database knows no projection ${name}: start the processors first`);
    if (row.building_version !== null) {
      await client.query('UPDATE projections SET building_for = $2 WHERE name = $1', [name, builtFor]);
      return row.building_version;
    }
    const { rows: used } = await client.query<{ version: number }>(
      `SELECT greatest($2::int, coalesce(max(version), 0)) + 1 AS version FROM projection_positions WHERE name = $1`,
      [name, row.live_version],
    );
    const version = used[0]?.version ?? row.live_version + 1;
    await client.query(
      'UPDATE projections SET building_version = $2, building_since = now(), building_for = $3, updated_at = now() WHERE name = $1',
      [name, version, builtFor],
    );
    return version;
  });
}

/** Makes the version that was built the live one, in one UPDATE. */
export async function swapVersion(client: pg.PoolClient, name: string, version: number): Promise<void> {
  await client.query(
    `UPDATE projections SET previous_version = live_version, live_version = $2, building_version = NULL, state = 'live', stale_reason = NULL,
       built_since = building_since, building_since = NULL, building_for = NULL, updated_at = now()
     WHERE name = $1`,
    [name, version],
  );
  await client.query('SELECT append_control($1, $2)', ['projection', name]);
}

/** Makes the version before the last swap live again, and returns it. Throws if there is none. */
export async function rollBackVersion(database: Database, name: string): Promise<number> {
  const { rows } = await database.query<{ live_version: number }>(
    `UPDATE projections SET live_version = previous_version, previous_version = NULL, built_since = NULL, state = 'stale', stale_reason = 'rolled back: it does not follow new events until it is rebuilt', updated_at = now()
     WHERE name = $1 AND previous_version IS NOT NULL RETURNING live_version`,
    [name],
  );
  const version = rows[0]?.live_version;
  if (version === undefined) throw new Error(`${name} has no earlier version to go back to`);
  return version;
}
