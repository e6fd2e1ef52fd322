import type { BasketShard } from '#domain/cooccurrence/basket-shard.ts';
import type { cooccurrences } from '#stores/cooccurrence/cooccurrences.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';

const topPartners = 100;

/** Rows of every product whose partners may have changed since the last call. */
export function rowsOf(shard: BasketShard): RowOf<typeof cooccurrences>[] {
  return shard.takeChanged().map(({ scope, productId }) => ({
    scope,
    product_id: productId,
    orders: shard.ordersOf(scope, productId),
    partners: JSON.stringify(shard.partnersOf(scope, productId, topPartners)),
  }));
}
