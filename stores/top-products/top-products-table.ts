import { comparedTable } from '../projections/compared-table.ts';
import { describeTable } from '../projections/projection-table.ts';

const figures = {
  impressions: 'integer',
  clicks: 'integer',
  conversions: 'integer',
  revenue: 'e4',
  foreign_currency: 'integer',
} as const;
export const topProductsFigures = Object.keys(figures) as (keyof typeof figures)[];

/** Figures of recommended products by day (UTC), placement and strategy, as they are folded: of the last minutes. */
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
 * Where those go (`sum-into-days.ts`) until their day is over: `summed_over` is 0, or says what is summed over: 1 strategies, 2 placements, 3 both. What is summed over is
 * an empty text.
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

/**
 * Where these go once their day is over (`sum-into-blocks.ts`): the day is in one block of each span (`day-blocks.ts`), so the blocks of any span are the whole. Retention goes by the
 * last day, so that no block goes with a day that stays; the days before it in the block go later than others.
 */
export const topProductsBlocks = describeTable({
  projection: 'top_products',
  name: 'top_products_summed_blocks',
  columns: {
    scope: 'integer',
    summed_over: 'smallint',
    placement_id: 'text',
    strategy: 'text',
    span: 'smallint',
    last_day: 'date',
    product_id: 'text',
    ...figures,
  },
  key: ['scope', 'summed_over', 'placement_id', 'strategy', 'span', 'last_day', 'product_id'],
  sums: topProductsFigures,
  replaced: [],
  time: 'last_day',
  shopper: null,
});

export const topProductsTables = [topProductsTable, topProductsSummed, topProductsBlocks] as const;

const comparedColumns = ['placement_id', 'strategy', 'product_id', ...topProductsFigures].join(', ');

/** The rows of all three tables by day: in which of them a row is depends on when a chore was at work. Of sums only those that are summed over nothing, and of blocks single days. */
export const topProductsCompared = {
  ...comparedTable(topProductsTable),
  from: `(SELECT version, scope, day, ${comparedColumns} FROM ${topProductsTable.name}
    UNION ALL SELECT version, scope, day, ${comparedColumns} FROM ${topProductsSummed.name} WHERE summed_over = 0
    UNION ALL SELECT version, scope, last_day, ${comparedColumns} FROM ${topProductsBlocks.name} WHERE summed_over = 0 AND span = 1) AS t`,
};
