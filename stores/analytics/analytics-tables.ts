import { describeTable } from '../projections/projection-table.ts';

const counters = {
  product_viewed: 'bigint',
  product_clicked: 'bigint',
  add_to_cart: 'bigint',
  remove_from_cart: 'bigint',
  purchase: 'bigint',
  recommendation_impressed: 'bigint',
  recommendation_clicked: 'bigint',
  late: 'bigint',
  unknown_product: 'bigint',
  conversions: 'bigint',
  revenue: 'e4',
  foreign_currency: 'bigint',
} as const;
const sums = Object.keys(counters) as (keyof typeof counters)[];

/**
 * Counters by quarter hour, from which days in any time zone add up. `placement_id` and `strategy` are empty for events that are not about
 * a recommendation.
 */
export const analyticsQuarterHourly = describeTable({
  projection: 'analytics',
  name: 'analytics_quarter_hourly',
  columns: { scope: 'integer', bucket: 'timestamptz', placement_id: 'text', strategy: 'text', ...counters },
  key: ['scope', 'bucket', 'placement_id', 'strategy', 'partition'],
  sums,
  replaced: [],
  time: 'bucket',
  shopper: null,
});

/** The same by day (UTC). */
export const analyticsDaily = describeTable({
  projection: 'analytics',
  name: 'analytics_daily',
  columns: { scope: 'integer', day: 'date', placement_id: 'text', strategy: 'text', ...counters },
  key: ['scope', 'day', 'placement_id', 'strategy', 'partition'],
  sums,
  replaced: [],
  time: 'day',
  shopper: null,
});
