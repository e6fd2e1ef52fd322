import type pg from 'pg';
import { isRecountable } from '#stores/experiment-results/read-runs.ts';
import { experimentResultTables } from '#stores/experiment-results/result-tables.ts';
import { readServingVersion } from '#stores/projections/versions.ts';

/**
 * Takes over from the live version the rows of experiments and holdouts that cannot be counted again, since events or exposures of theirs were deleted by age. What
 * an earlier try has built of them goes. Does no harm when it is done again.
 */
export async function keepUnrecountable(client: pg.PoolClient, version: number): Promise<void> {
  const live = await readServingVersion(client, 'experiment_results');
  if (live === undefined || live === version) return;
  const kept = `SELECT e.run_id FROM counted_runs e WHERE NOT ${isRecountable('e')}`;
  for (const { name, columns } of experimentResultTables) {
    const names = ['partition', ...Object.keys(columns)].join(', ');
    await client.query(`DELETE FROM ${name} WHERE version = $1 AND experiment_id IN (${kept})`, [version]);
    await client.query(
      `INSERT INTO ${name} (version, ${names}) SELECT $1, ${names} FROM ${name} WHERE version = $2 AND experiment_id IN (${kept})`,
      [version, live],
    );
  }
}
