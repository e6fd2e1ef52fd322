import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { topProductsFigures, topProductsSummed, topProductsTable } from './top-products-table.ts';

/** Rows of one transaction: a batch that comes to one of them waits for its end. */
const rowsAtOnce = 5_000;

/** The live rows of a day in one scope. */
export type LiveDay = { version: number; scope: number; day: string };

const key = ['version', 'scope', 'summed_over', 'placement_id', 'strategy', 'day', 'product_id'];

/**
 * Moves rows in one statement, so that any reader finds a figure in one of both tables. A row that a batch holds at that moment stays for the next run; a
 * batch that comes to a row which was moved makes a new one.
 */
const moveSql = `
WITH moved AS (
  DELETE FROM ${topProductsTable.name} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${topProductsTable.name} WHERE version = $1 AND scope = $2 AND day = $3 ORDER BY placement_id, strategy, product_id
    LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)) RETURNING *
), summed AS (
  INSERT INTO ${topProductsSummed.name} AS t (${key.join(', ')}, partition, ${topProductsFigures.join(', ')})
  SELECT version, scope, GROUPING(placement_id, strategy), coalesce(placement_id, ''), coalesce(strategy, ''), day, product_id, 0,
         ${topProductsFigures.map((figure) => `sum(${figure})`).join(', ')}
  FROM moved GROUP BY version, scope, day, product_id, CUBE (placement_id, strategy) ORDER BY 3, 4, 5, 7
  ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${topProductsFigures.map((figure) => `${figure} = t.${figure} + excluded.${figure}`).join(', ')}
)
SELECT count(*)::int AS moved FROM moved`;

/** Sums the live rows, of whichever day, each once by each of placement and strategy, by one of them and by neither. */
export async function sumIntoDays(database: Database): Promise<void> {
  const { rows } = await database.query<LiveDay>(
    `SELECT DISTINCT t.version, t.scope, t.day::text AS day FROM ${liveRows(topProductsTable)} ORDER BY 1, 2, 3`,
  );
  for (const day of rows) while ((await move(database, day)) === rowsAtOnce);
}

async function move(database: Database, { version, scope, day }: LiveDay): Promise<number> {
  const { rows } = await database.query<{ moved: number }>(moveSql, [version, scope, day]);
  return rows[0]?.moved ?? 0;
}
