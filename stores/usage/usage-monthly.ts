import { describeTable } from '../projections/projection-table.ts';

/** Events taken in, by month of arrival (UTC). It does not age: bills are asked about years later. */
export const usageMonthly = describeTable({
  projection: 'usage',
  name: 'usage_monthly',
  columns: { scope: 'integer', month: 'date', events: 'bigint' },
  key: ['scope', 'month', 'partition'],
  sums: ['events'],
  replaced: [],
  time: null,
  shopper: null,
});
