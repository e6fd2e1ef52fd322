import { describeTable } from '../projections/projection-table.ts';

/** Each attributed purchase with its latest click; a later click replaces an earlier click. */
export const revenueAttributions = describeTable({
  projection: 'attribution',
  name: 'revenue_attributions',
  columns: {
    purchase_id: 'uuid',
    click_id: 'uuid',
    scope: 'integer',
    user_id: 'text',
    product_id: 'text',
    purchased_at: 'timestamptz',
    clicked_at: 'timestamptz',
    placement_id: 'text',
    strategy: 'text',
    revenue: 'e4',
    foreign_currency: 'boolean',
  },
  key: ['purchase_id'],
  sums: [],
  replaced: ['click_id', 'clicked_at', 'placement_id', 'strategy'],
  time: 'purchased_at',
  shopper: 'user_id',
});
