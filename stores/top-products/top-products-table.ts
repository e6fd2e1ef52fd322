import type { SummedTables } from '../analytics/read-sums.ts';
import { describeTable } from '../projections/projection-table.ts';

/** Figures of recommended products by day (UTC), placement and strategy. */
export const topProductsTable = describeTable({
  projection: 'top_products',
  name: 'top_products',
  columns: {
    scope: 'integer',
    day: 'date',
    placement_id: 'text',
    strategy: 'text',
    product_id: 'text',
    impressions: 'integer',
    clicks: 'integer',
    conversions: 'integer',
    revenue: 'e4',
    foreign_currency: 'integer',
  },
  key: ['scope', 'day', 'placement_id', 'strategy', 'product_id', 'partition'],
  sums: ['impressions', 'clicks', 'conversions', 'revenue', 'foreign_currency'],
  replaced: [],
  time: 'day',
  shopper: null,
});

/** By whole days of UTC alone. */
export const topProductsTables: SummedTables = {
  day: topProductsTable,
  quarter: null,
  impressions: 'impressions',
  clicks: 'clicks',
};
