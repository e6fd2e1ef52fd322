import { counterKeyOf, isForeign, revenueE4Of } from '#domain/analytics/count-events.ts';
import { uuidOfId } from '#domain/events/identity.ts';
import { revenueAttributions } from '#stores/attribution/revenue-attributions.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { inTransaction } from '../in-transaction.ts';
import { attributionsOf } from './attributions-of.ts';

/** Table `revenue_attributions`: each attributed purchase with its latest click. A late click rewrites the row of its purchase. */
export const attribution = inTransaction('attribution', [revenueAttributions], async (client, batch) => {
  const rows: RowOf<typeof revenueAttributions>[] = [];
  for (const { purchase, click, before } of attributionsOf(await batch.touches(), batch)) {
    // Further clicks can only give a purchase a later click, so a row is written or rewritten and never deleted.
    if (click === undefined || click === before) continue;
    const { placementId, strategy } = counterKeyOf(click.event);
    rows.push({
      purchase_id: uuidOfId(purchase.event.id),
      click_id: uuidOfId(click.event.id),
      scope: purchase.event.scope,
      user_id: purchase.event.userId,
      product_id: purchase.event.productId,
      purchased_at: new Date(purchase.event.timestampMs),
      clicked_at: new Date(click.event.timestampMs),
      placement_id: placementId,
      strategy,
      revenue: revenueE4Of(purchase.event),
      foreign_currency: isForeign(purchase.event, await batch.currencyOf(purchase.event.scope)),
    });
  }
  await writeRows(client, revenueAttributions, batch, rows);
});
