import type { Database } from '../postgres/database.ts';

const rowsPerDelete = 5_000;

/** Deletes exposures from before a time, in transactions of bounded size; returns how many rows it deleted. */
export async function dropExposures(database: Database, before: Date): Promise<number> {
  // First: what is counted from exposures must know that some are missing.
  await database.query(
    `WITH known AS (UPDATE exposure_retention SET dropped_before = greatest(dropped_before, $1) RETURNING 1)
     INSERT INTO exposure_retention (dropped_before) SELECT $1 WHERE NOT EXISTS (SELECT FROM known)`,
    [before],
  );
  let deleted = 0;
  for (;;) {
    const { rowCount } = await database.query(
      `DELETE FROM exposures WHERE ctid = ANY (ARRAY(SELECT ctid FROM exposures WHERE served_at < $1 LIMIT ${rowsPerDelete}))`,
      [before],
    );
    if (!rowCount) return deleted;
    deleted += rowCount;
  }
}
