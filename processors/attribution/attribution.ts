import { counterKeyOf, isForeign, revenueE4Of } from '#domain/analytics/count-events.ts';
import type { Projection } from '../projection.ts';
import { attributionsOf } from './attributions-of.ts';

/** Table `revenue_attributions`: each attributed purchase with its latest click. A late click rewrites the row of its purchase. */
export const attribution: Projection = {
  name: 'attribution',
  tables: ['revenue_attributions'],
  async apply(client, batch) {
    const attributions = attributionsOf(await batch.neighbourhood(), batch).filter(
      ({ click, before }) => click !== before,
    );
    const rows = [];
    for (const { purchase, click } of attributions) {
      // More clicks only ever bring a purchase a later click: a row is written or rewritten, never taken back.
      if (click === undefined) continue;
      const { placementId, strategy } = counterKeyOf(click.event);
      const foreign = isForeign(purchase.event, await batch.currencyOf(purchase.event.scope));
      rows.push({ purchase: purchase.event, click: click.event, placementId, strategy, foreign });
    }
    if (rows.length === 0) return;
    await client.query({
      name: 'attribution-upsert',
      text: `INSERT INTO revenue_attributions (version, partition, purchase_id, click_id, scope, user_id, product_id, purchased_at, clicked_at, placement_id, strategy, revenue, foreign_currency)
             SELECT $1, $2, purchase_id, click_id, scope, user_id, product_id, purchased_at, clicked_at, placement_id, strategy, revenue_e4 * 0.0001, foreign_currency
             FROM unnest($3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], $12::numeric[], $13::boolean[])
               AS a (purchase_id, click_id, scope, user_id, product_id, purchased_at, clicked_at, placement_id, strategy, revenue_e4, foreign_currency)
             ORDER BY purchase_id
             ON CONFLICT (version, purchase_id) DO UPDATE SET click_id = excluded.click_id, clicked_at = excluded.clicked_at,
               placement_id = excluded.placement_id, strategy = excluded.strategy`,
      values: [
        batch.version,
        batch.partition,
        rows.map(({ purchase }) => purchase.id.toString('hex')),
        rows.map(({ click }) => click.id.toString('hex')),
        rows.map(({ purchase }) => purchase.scope),
        rows.map(({ purchase }) => purchase.userId),
        rows.map(({ purchase }) => purchase.productId),
        rows.map(({ purchase }) => new Date(purchase.timestampMs)),
        rows.map(({ click }) => new Date(click.timestampMs)),
        rows.map(({ placementId }) => placementId),
        rows.map(({ strategy }) => strategy),
        rows.map(({ purchase }) => revenueE4Of(purchase)),
        rows.map(({ foreign }) => foreign),
      ],
    });
  },
};
