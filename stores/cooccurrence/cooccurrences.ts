import { describeTable } from '../projections/projection-table.ts';

/** For each product, how many orders had it, and the 100 products most often bought with it: `[{productId, orders}]`, most orders first. */
export const cooccurrences = describeTable({
  projection: 'cooccurrence',
  name: 'cooccurrences',
  columns: { scope: 'integer', product_id: 'text', orders: 'integer', partners: 'jsonb' },
  key: ['scope', 'product_id', 'partition'],
  sums: [],
  replaced: ['orders', 'partners'],
  time: null,
  shopper: null,
});
