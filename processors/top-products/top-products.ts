import { counterKeyOf, isForeign, revenueE4Of } from '#domain/analytics/count-events.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { sumTopProducts } from '#stores/top-products/sum-top-products.ts';
import { topProductsCompared, topProductsTable, topProductsTables } from '#stores/top-products/top-products-table.ts';
import { attributionsOf } from '../attribution/attributions-of.ts';
import { inTransaction } from '../in-transaction.ts';
import type { InTransaction, Projection } from '../projection.ts';

type Row = RowOf<typeof topProductsTable>;

const sumEveryMs = 300_000;

const folded = inTransaction('top_products', topProductsTables, async (client, batch) => {
  const rows = new Map<string, Row>();
  for (const { event } of await batch.counted()) {
    if (event.type === 'recommendation_impressed') rowOf(rows, event, event).impressions += 1;
    else if (event.type === 'recommendation_clicked') rowOf(rows, event, event).clicks += 1;
  }
  for (const { purchase, click, before } of attributionsOf(await batch.touches(), batch)) {
    if (before === click) continue;
    const foreign = isForeign(purchase.event, await batch.currencyOf(purchase.event.scope));
    const convert = (by: ShopEvent, sign: 1 | -1) => {
      const row = rowOf(rows, purchase.event, by);
      row.conversions += sign;
      if (foreign) row.foreign_currency += sign;
      else row.revenue = BigInt(row.revenue) + BigInt(sign) * revenueE4Of(purchase.event);
    };
    if (before !== undefined) convert(before.event, -1);
    if (click !== undefined) convert(click.event, 1);
  }
  await writeRows(client, topProductsTable, batch, [...rows.values()]);
});

/** The figures of `analytics`, by product: folded into table `top_products`, and summed every few minutes. Events of nothing recommended have no row. */
export const topProducts: Projection<'top_products'> & { follows: InTransaction } = {
  ...folded,
  compared: [topProductsCompared],
  chores: [
    {
      what: 'summing top products',
      everyMs: sumEveryMs,
      work: (database) => sumTopProducts(database),
    },
  ],
};

/** The row of an event, under the placement and strategy of a recommendation: its own, or that of the click before a purchase. */
function rowOf(rows: Map<string, Row>, { scope, productId, timestampMs }: ShopEvent, by: ShopEvent): Row {
  const { placementId, strategy } = counterKeyOf(by);
  const day = new Date(timestampMs).toISOString().slice(0, 10);
  const key = `${scope} ${day} ${JSON.stringify([placementId, strategy])} ${productId}`;
  const known = rows.get(key);
  if (known !== undefined) return known;
  const row: Row = {
    scope,
    day,
    placement_id: placementId,
    strategy,
    product_id: productId,
    impressions: 0,
    clicks: 0,
    conversions: 0,
    revenue: 0n,
    foreign_currency: 0,
  };
  rows.set(key, row);
  return row;
}
