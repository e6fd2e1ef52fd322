import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { topProductsFigures, topProductsSummed, topProductsTable } from './top-products-table.ts';

/** Rows of one transaction, so that a batch which brings something late for one of them does not wait long. */
const rowsAtOnce = 20_000;
/** After midnight (UTC): by then most of a day has come. What comes later is summed with the next run. */
const closedAfter = '1 hour';

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

type Closed = { version: number; scope: number; day: string };

/**
 * Sums the live rows of days that are over, each once by each of placement and strategy, by one of them and by neither. Does nothing where all are summed;
 * may run in several processes at once, and be cut short.
 */
export async function sumClosedDays(database: Database, now = new Date()): Promise<void> {
  const { rows } = await database.query<Closed>(
    `SELECT DISTINCT t.version, t.scope, t.day::text AS day FROM ${liveRows(topProductsTable)}
     WHERE t.day < (($1::timestamptz - interval '${closedAfter}') AT TIME ZONE 'UTC')::date ORDER BY 1, 2, 3`,
    [now],
  );
  for (const { version, scope, day } of rows) while ((await move(database, { version, scope, day })) === rowsAtOnce);
}

async function move(database: Database, { version, scope, day }: Closed): Promise<number> {
  const { rows } = await database.query<{ moved: number }>(moveSql, [version, scope, day]);
  return rows[0]?.moved ?? 0;
}
