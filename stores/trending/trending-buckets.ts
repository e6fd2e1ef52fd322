import { describeTable } from '../projections/projection-table.ts';

/** Interactions of each product by hour of event time, and the sum of their weights. */
export const trendingBuckets = describeTable({
  projection: 'trending',
  name: 'trending_buckets',
  columns: { scope: 'integer', bucket: 'timestamptz', product_id: 'text', interactions: 'integer', weight: 'integer' },
  key: ['scope', 'bucket', 'product_id', 'partition'],
  sums: ['interactions', 'weight'],
  replaced: [],
  time: 'bucket',
  shopper: null,
});
