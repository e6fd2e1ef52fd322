import type pg from 'pg';
import type { KpiSums } from '#domain/analytics/kpis.ts';
import type { Piece } from '#domain/analytics/window-pieces.ts';
import { liveRows } from '../projections/live-rows.ts';
import type { ProjectionTable } from '../projections/projection-table.ts';
import { analyticsDaily, analyticsQuarterHourly } from './analytics-tables.ts';

export type SumFilter = { placementId?: string | undefined; strategy?: string | undefined };

/** Sums of a group: `bucket` as the pieces number it, and a text for each column of the grouping. */
export type SumRow = KpiSums & { bucket: number; group: string[] };

type Row = {
  bucket: number;
  group: string[];
  impressions: bigint;
  clicks: bigint;
  conversions: bigint;
  revenue: string;
  foreign_currency: bigint;
};

const summed = ['recommendation_impressed', 'recommendation_clicked', 'conversions', 'revenue', 'foreign_currency'];
const sumNames = ['impressions', 'clicks', 'conversions', 'revenue', 'foreign_currency'];

/**
 * Adds up the pieces of buckets, from live versions, by bucket and by the columns named; groups whose sums are all zero are left out. What one bucket gives to the
 * next is one range of both, and is read once. Call it within a transaction that was told the scopes (`scoped`).
 */
export async function readSums(
  client: pg.PoolClient,
  scopes: readonly number[],
  pieces: readonly Piece[],
  { placementId, strategy }: SumFilter,
  groupBy: readonly ('scope' | 'placement_id' | 'strategy')[] = [],
): Promise<SumRow[]> {
  const ranges = [...new Map(pieces.map((piece) => [rangeOf(piece), piece]))];
  const numberOf = new Map(ranges.map(([range], n) => [range, n]));
  const of = (table: ProjectionTable, grain: Piece['grain']) =>
    `SELECT r.range, ${[...groupBy, ...summed].map((column) => `t.${column}`).join(', ')}
     FROM ranges r, ${liveRows(table)}
     WHERE r.grain = '${grain}' AND t.scope = ANY ($1) AND t.${table.time} >= ${boundOf(table, 'since')} AND t.${table.time} < ${boundOf(table, 'before')}
       AND ($9::text IS NULL OR t.placement_id = $9) AND ($10::text IS NULL OR t.strategy = $10)`;
  const { rows } = await client.query<Row>({
    name: `sums-${groupBy.join('-')}`,
    text: `
WITH ranges AS (
  SELECT * FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS r (range, grain, since, before)
), sums AS (
  SELECT ${['range', ...groupBy].join(', ')}, ${summed.map((column, n) => `sum(${column}) AS ${sumNames[n]}`).join(', ')}
  FROM (${of(analyticsDaily, 'day')} UNION ALL ${of(analyticsQuarterHourly, 'quarter')}) AS s GROUP BY ${['range', ...groupBy].join(', ')}
)
SELECT bucket, ARRAY[${groupBy.map((column) => `${column}::text`).join(', ')}]::text[] AS "group", ${sumNames.map(sumOf).join(', ')}
FROM sums JOIN unnest($6::int[], $7::int[], $8::int[]) AS p (bucket, range, sign) USING (range) GROUP BY ${['bucket', ...groupBy].join(', ')}`,
    values: [
      scopes,
      ranges.map((_, n) => n),
      ranges.map(([, { grain }]) => grain),
      ranges.map(([, { fromMs }]) => new Date(fromMs)),
      ranges.map(([, { toMs }]) => new Date(toMs)),
      pieces.map(({ bucket }) => bucket),
      pieces.map((piece) => numberOf.get(rangeOf(piece))),
      pieces.map(({ sign }) => sign),
      placementId ?? null,
      strategy ?? null,
    ],
  });
  return rows.map(toSumRow).filter(hasAny);
}

const rangeOf = ({ grain, fromMs, toMs }: Piece): string => `${grain} ${fromMs} ${toMs}`;

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

/** Money in units of 1/10,000, as a text of any length. */
const sumOf = (name: string): string =>
  name === 'revenue' ? 'trunc(sum(sign * revenue) * 10000)::text AS revenue' : `sum(sign * ${name})::bigint AS ${name}`;

/** Days in the table are UTC days, whatever the time zone of the session. */
const boundOf = ({ columns, time }: ProjectionTable, bound: 'since' | 'before'): string =>
  time !== null && columns[time] === 'date' ? `(r.${bound} AT TIME ZONE 'UTC')::date` : `r.${bound}`;
