import type pg from 'pg';
import type { KpiSums } from '#domain/analytics/kpis.ts';
import type { Piece } from '#domain/analytics/window-pieces.ts';
import { liveRows } from '../projections/live-rows.ts';
import type { ProjectionTable } from '../projections/projection-table.ts';

/** The same sums by day (UTC) and, if they are kept so fine, by quarter hour; and the names of the columns for impressions and clicks. */
export type SummedTables = {
  day: ProjectionTable;
  quarter: ProjectionTable | null;
  impressions: string;
  clicks: string;
};

export type SumFilter = { placementId?: string | undefined; strategy?: string | undefined };

/** Sums of a group: `bucket` as the pieces number it, and a text for each column of the grouping. */
export type SumRow = KpiSums & { bucket: number; group: string[] };

/** The groups with the most of one figure; those that are equal by the texts of their group. */
export type SumPage = { by: 'impressions' | 'clicks' | 'conversions' | 'revenue'; limit: number; offset: number };

type Row = {
  bucket: number;
  group: string[];
  impressions: bigint;
  clicks: bigint;
  conversions: bigint;
  revenue: string;
  foreign_currency: bigint;
};

const sumNames = ['impressions', 'clicks', 'conversions', 'revenue', 'foreign_currency'];

/**
 * Adds up the pieces of buckets, from live versions, by bucket and by the columns named; groups whose sums are all zero are left out. Call it
 * within a transaction that was told the scopes (`scoped`).
 */
export async function readSums(
  client: pg.PoolClient,
  tables: SummedTables,
  scopes: readonly number[],
  pieces: readonly Piece[],
  { placementId, strategy }: SumFilter,
  groupBy: readonly ('scope' | 'placement_id' | 'strategy' | 'product_id')[] = [],
  top: SumPage | null = null,
): Promise<SumRow[]> {
  const summed = [tables.impressions, tables.clicks, ...sumNames.slice(2)];
  const of = (table: ProjectionTable, grain: Piece['grain']) =>
    `SELECT p.bucket, p.sign, ${[...groupBy, ...summed].map((column) => `t.${column}`).join(', ')}
     FROM pieces p, ${liveRows(table)}
     WHERE p.grain = '${grain}' AND t.scope = ANY ($1) AND t.${table.time} >= ${boundOf(table, 'since')} AND t.${table.time} < ${boundOf(table, 'before')}
       AND ($7::text IS NULL OR t.placement_id = $7) AND ($8::text IS NULL OR t.strategy = $8)`;
  const { rows } = await client.query<Row>({
    name: `sums-${[tables.day.name, ...groupBy, top?.by ?? ''].join('-')}`,
    text: `
WITH pieces AS (
  SELECT * FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::int[]) AS p (bucket, grain, since, before, sign)
)
SELECT bucket, ARRAY[${groupBy.map((column) => `${column}::text`).join(', ')}]::text[] AS "group",
       ${summed.map((column, n) => `${sumOf(column)} AS ${sumNames[n]}`).join(', ')}
FROM (${of(tables.day, 'day')}${tables.quarter === null ? '' : ` UNION ALL ${of(tables.quarter, 'quarter')}`}) AS s
GROUP BY ${['bucket', ...groupBy].join(', ')}${top === null ? '' : topOf(summed, top, groupBy)}`,
    values: [
      scopes,
      pieces.map(({ bucket }) => bucket),
      pieces.map(({ grain }) => grain),
      pieces.map(({ fromMs }) => new Date(fromMs)),
      pieces.map(({ toMs }) => new Date(toMs)),
      pieces.map(({ sign }) => sign),
      placementId ?? null,
      strategy ?? null,
      ...(top === null ? [] : [top.limit, top.offset]),
    ],
  });
  return rows.map(toSumRow).filter(hasAny);
}

function toSumRow(row: Row): SumRow {
  return {
    bucket: row.bucket,
    group: row.group,
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversions: Number(row.conversions),
    revenueE4: BigInt(row.revenue),
    foreignCurrency: Number(row.foreign_currency),
  };
}

/** A sum may be zero again, since folds may take away what they added. */
const hasAny = ({ impressions, clicks, conversions }: SumRow): boolean =>
  impressions !== 0 || clicks !== 0 || conversions !== 0;

/** In byte order, whatever the collation of the database. */
const topOf = (summed: readonly string[], { by }: SumPage, groupBy: readonly string[]): string => `
HAVING ${summed
  .slice(0, 3)
  .map((column) => `sum(sign * ${column}) <> 0`)
  .join(' OR ')}
ORDER BY sum(sign * ${summed[sumNames.indexOf(by)]}) DESC, ${groupBy.map((column) => `${column} COLLATE "C"`).join(', ')} LIMIT $9 OFFSET $10`;

/** Money in units of 1/10,000, as a text of any length. */
const sumOf = (column: string): string =>
  column === 'revenue' ? 'trunc(sum(sign * revenue) * 10000)::text' : `sum(sign * ${column})::bigint`;

/** Days in the table are UTC days, whatever the time zone of the session. */
const boundOf = ({ columns, time }: ProjectionTable, bound: 'since' | 'before'): string =>
  time !== null && columns[time] === 'date' ? `(p.${bound} AT TIME ZONE 'UTC')::date` : `p.${bound}`;
