import type pg from 'pg';
import type { KpiSums } from '#domain/analytics/kpis.ts';
import type { Scope } from '#domain/scope.ts';
import { topProductsFigures, topProductsSummed, topProductsTable } from './top-products-table.ts';

/** The products with the most of one figure, in whole days of UTC; those that are equal in byte order of their ids. */
export type TopProductsQuestion = {
  /** Midnights (UTC). */
  from: Date;
  to: Date;
  placementId?: string | undefined;
  strategy?: string | undefined;
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
const within = `version = (SELECT live_version FROM projections WHERE name = '${topProductsTable.projection}')
    AND scope = $1 AND day >= ($2::timestamptz AT TIME ZONE 'UTC')::date AND day < ($3::timestamptz AT TIME ZONE 'UTC')::date`;
/** Within each table first: the planner knows how many products there are in a table, and not in a union, which it would sort. */
const sums = `product_id, ${topProductsFigures.map((figure) => `sum(${figure}) AS ${figure}`).join(', ')}`;

/** Days that are over are found summed already, the others row by row. The sums of a product may be zero again, since folds take away what they added. */
const topSql = (by: TopProductsQuestion['by']): string => `
WITH found AS (
  SELECT ${sums} FROM ${topProductsSummed.name}
  WHERE ${within} AND summed_over = $4 AND placement_id = coalesce($5, '') AND strategy = coalesce($6, '') GROUP BY product_id
  UNION ALL
  SELECT ${sums} FROM ${topProductsTable.name}
  WHERE ${within} AND ($5::text IS NULL OR placement_id = $5) AND ($6::text IS NULL OR strategy = $6) GROUP BY product_id
)
SELECT product_id, sum(impressions) AS impressions, sum(clicks) AS clicks, sum(conversions) AS conversions, trunc(sum(revenue) * 10000)::text AS revenue,
       sum(foreign_currency) AS foreign_currency
FROM found GROUP BY product_id HAVING sum(impressions) <> 0 OR sum(clicks) <> 0 OR sum(conversions) <> 0
ORDER BY sum(${by}) DESC, product_id COLLATE "C" LIMIT $7 OFFSET $8`;

/** Call it within a transaction that was told the scope. */
export async function readTopProducts(
  client: pg.PoolClient,
  scope: Scope,
  { from, to, placementId, strategy, by, limit, offset }: TopProductsQuestion,
): Promise<(KpiSums & { productId: string })[]> {
  const summedOver = (placementId === undefined ? 2 : 0) + (strategy === undefined ? 1 : 0);
  const { rows } = await client.query<Row>(topSql(by), [
    scope,
    from,
    to,
    summedOver,
    placementId ?? null,
    strategy ?? null,
    limit,
    offset,
  ]);
  return rows.map((row) => ({
    productId: row.product_id,
    impressions: Number(row.impressions),
    clicks: Number(row.clicks),
    conversions: Number(row.conversions),
    revenueE4: BigInt(row.revenue),
    foreignCurrency: Number(row.foreign_currency),
  }));
}
