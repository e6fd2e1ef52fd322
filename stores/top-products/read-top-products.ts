import type pg from 'pg';
import { blocksOf, endOfBlocks } from '#domain/analytics/day-blocks.ts';
import type { KpiSums } from '#domain/analytics/kpis.ts';
import type { Scope } from '#domain/scope.ts';
import { dayNumberOf, dayOfNumber } from './day-numbers.ts';
import { topProductsBlocks, topProductsFigures, topProductsSummed, topProductsTable } from './top-products-table.ts';

/** The products with the most of one figure, in whole days of UTC; those that are equal in byte order of their ids. */
export type TopProductsQuestion = {
  /** Midnights (UTC). */
  from: Date;
  to: Date;
  placementId?: string | undefined;
  strategy?: string | undefined;
  /** This one alone, whatever its rank. */
  productId?: string | undefined;
  by: 'impressions' | 'clicks' | 'conversions' | 'revenue';
  limit: number;
  offset: number;
};

type Row = {
  product_id: string;
  impressions: bigint;
  clicks: bigint;
  conversions: bigint;
  revenue: string;
  foreign_currency: bigint;
};

/** The live version as a value and not as a join, for the sake of the plan. */
const ofScope = `version = (SELECT live_version FROM projections WHERE name = '${topProductsTable.projection}') AND scope = $1`;
const ofDays = 'day >= $2::date AND day < $3::date';
const ofSum = 'summed_over = $4 AND placement_id = $5 AND strategy = $6';

/** Days that are over are found in blocks, others by day, and the last minutes row by row. */
const rowsWith = (columns: readonly string[], condition = 'true'): string => `
  SELECT ${columns.join(', ')} FROM unnest($7::smallint[], $8::date[]) AS b (span, last_day) JOIN ${topProductsBlocks.name} USING (span, last_day)
  WHERE ${ofScope} AND ${ofSum} AND ${condition}
  UNION ALL SELECT ${columns.join(', ')} FROM ${topProductsSummed.name} WHERE ${ofScope} AND ${ofDays} AND ${ofSum} AND ${condition}
  UNION ALL SELECT ${columns.join(', ')} FROM ${topProductsTable.name}
  WHERE ${ofScope} AND ${ofDays} AND ($4::int & 2 <> 0 OR placement_id = $5) AND ($4::int & 1 <> 0 OR strategy = $6) AND ${condition}`;

const shown = ['impressions', 'clicks', 'conversions'] as const;
/** The sums of a product may be zero again, since folds take away what they added. */
const isShown = shown.map((figure) => `sum(${figure}) <> 0`).join(' OR ');
const inOrder = (by: string) => `ORDER BY sum(${by}) DESC, product_id COLLATE "C"`;
const page = 'LIMIT $9 OFFSET $10';
const answer = `product_id, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(conversions) AS conversions, trunc(sum(revenue) * 10000)::text AS revenue,
  sum(foreign_currency) AS foreign_currency`;
const all = ['product_id', ...topProductsFigures];

/** Sums all figures of all products. */
const allSql = (by: TopProductsQuestion['by']): string =>
  `SELECT ${answer} FROM (${rowsWith(all)}) AS found GROUP BY product_id HAVING ${isShown} ${inOrder(by)} ${page}`;

/** Sums all figures of the products of the page alone, which it finds by few: the sums of money cost as much as all others. */
const pageSql = (by: TopProductsQuestion['by']): string => `
WITH top AS MATERIALIZED (
  SELECT product_id FROM (${rowsWith(['product_id', ...new Set([...shown, by])])}) AS found GROUP BY product_id HAVING ${isShown} ${inOrder(by)} ${page}
)
SELECT ${answer} FROM (${rowsWith(all, 'product_id = ANY (ARRAY(SELECT product_id FROM top))')}) AS found GROUP BY product_id ${inOrder(by)}`;

/** Sums all figures of one product. */
const oneSql = `SELECT ${answer} FROM (${rowsWith(all, 'product_id = $11')}) AS found GROUP BY product_id HAVING ${isShown} ${page}`;

/** Longer pages, as those of an export, look up so many products that all are summed at once. */
const maxLookedUp = 200;

/** Call it within a transaction that was told the scope. */
export async function readTopProducts(
  client: pg.PoolClient,
  scope: Scope,
  { from, to, placementId, strategy, productId, by, limit, offset }: TopProductsQuestion,
  now = new Date(),
): Promise<(KpiSums & { productId: string })[]> {
  const summedOver = (placementId === undefined ? 2 : 0) + (strategy === undefined ? 1 : 0);
  const [first, before] = [dayNumberOf(from), dayNumberOf(to)];
  // Blocks have days that are over alone: none of them lies behind a window that has not ended.
  const blocks = blocksOf(first, to > now ? endOfBlocks(before) : before);
  const [name, text] =
    productId !== undefined
      ? ['one', oneSql]
      : limit <= maxLookedUp
        ? [`page-${by}`, pageSql(by)]
        : [`all-${by}`, allSql(by)];
  const { rows } = await client.query<Row>({
    name: `top-products-${name}`,
    text,
    values: [
      scope,
      dayOfNumber(first),
      dayOfNumber(before),
      summedOver,
      placementId ?? '',
      strategy ?? '',
      blocks.map(({ span }) => span),
      blocks.map(({ lastDay }) => dayOfNumber(lastDay)),
      limit,
      offset,
      ...(productId === undefined ? [] : [productId]),
    ],
  });
  return rows.map((row) => ({
    productId: row.product_id,
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversions: Number(row.conversions),
    revenueE4: BigInt(row.revenue),
    foreignCurrency: Number(row.foreign_currency),
  }));
}
