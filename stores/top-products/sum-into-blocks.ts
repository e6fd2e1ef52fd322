import { blocksWith } from '#domain/analytics/day-blocks.ts';
import type { Database } from '../postgres/database.ts';
import { liveRows } from '../projections/live-rows.ts';
import { dayNumberOf, dayOfNumber } from './day-numbers.ts';
import type { LiveDay } from './sum-into-days.ts';
import { topProductsBlocks, topProductsFigures, topProductsSummed } from './top-products-table.ts';

/** Rows of one transaction, each of which is added to a block of every span. */
const rowsAtOnce = 5_000;
/** After midnight (UTC): by then most of a day has come. What comes later is moved with the next run. */
const closedAfter = '1 hour';

const key = ['version', 'scope', 'summed_over', 'placement_id', 'strategy', 'span', 'last_day', 'product_id'];

/** All blocks that a row's day is in are written by the statement that takes the row away, so that a reader may choose among them. */
const moveSql = `
WITH moved AS (
  DELETE FROM ${topProductsSummed.name} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${topProductsSummed.name} WHERE version = $1 AND scope = $2 AND day = $3 ORDER BY summed_over, placement_id, strategy, product_id
    LIMIT ${rowsAtOnce} FOR UPDATE SKIP LOCKED)) RETURNING *
), added AS (
  INSERT INTO ${topProductsBlocks.name} AS t (${key.join(', ')}, partition, ${topProductsFigures.join(', ')})
  SELECT version, scope, summed_over, placement_id, strategy, span, last_day, product_id, 0, ${topProductsFigures.join(', ')}
  FROM moved, unnest($4::smallint[], $5::date[]) AS b (span, last_day) ORDER BY 3, 4, 5, 6, 7, 8
  ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${topProductsFigures.map((figure) => `${figure} = t.${figure} + excluded.${figure}`).join(', ')}
)
SELECT count(*)::int AS moved FROM moved`;

/** Moves the summed live rows of days that are over into the blocks of these days. */
export async function sumIntoBlocks(database: Database, now: Date): Promise<void> {
  const { rows } = await database.query<LiveDay>(
    `SELECT DISTINCT t.version, t.scope, t.day::text AS day FROM ${liveRows(topProductsSummed)}
     WHERE t.day < (($1::timestamptz - interval '${closedAfter}') AT TIME ZONE 'UTC')::date ORDER BY 1, 2, 3`,
    [now],
  );
  for (const day of rows) while ((await move(database, day)) === rowsAtOnce);
}

async function move(database: Database, { version, scope, day }: LiveDay): Promise<number> {
  const blocks = blocksWith(dayNumberOf(new Date(day)));
  const { rows } = await database.query<{ moved: number }>(moveSql, [
    version,
    scope,
    day,
    blocks.map(({ span }) => span),
    blocks.map(({ lastDay }) => dayOfNumber(lastDay)),
  ]);
  return rows[0]?.moved ?? 0;
}
