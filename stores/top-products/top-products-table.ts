import { describeTable } from '../projections/projection-table.ts';

const figures = {
  impressions: 'integer',
  clicks: 'integer',
  conversions: 'integer',
  revenue: 'e4',
  foreign_currency: 'integer',
} as const;
export const topProductsFigures = Object.keys(figures) as (keyof typeof figures)[];

/** Figures of recommended products by day (UTC), placement and strategy: of days that are not over, and what came late for others. */
export const topProductsTable = describeTable({
  projection: 'top_products',
  name: 'top_products',
  columns: {
    scope: 'integer',
    day: 'date',
    placement_id: 'text',
    strategy: 'text',
    product_id: 'text',
    ...figures,
  },
  key: ['scope', 'day', 'placement_id', 'strategy', 'product_id', 'partition'],
  sums: topProductsFigures,
  replaced: [],
  time: 'day',
  shopper: null,
});

/**
 * Where rows of days that are over go (`sum-closed-days.ts`): `summed_over` is 0, or says what is summed over: 1 strategies, 2 placements, 3 both. What is
 * summed over is an empty text.
 */
export const topProductsSummed = describeTable({
  projection: 'top_products',
  name: 'top_products_summed',
  columns: {
    scope: 'integer',
    summed_over: 'smallint',
    placement_id: 'text',
    strategy: 'text',
    day: 'date',
    product_id: 'text',
    ...figures,
  },
  key: ['scope', 'summed_over', 'placement_id', 'strategy', 'day', 'product_id'],
  sums: topProductsFigures,
  replaced: [],
  time: 'day',
  shopper: null,
});
