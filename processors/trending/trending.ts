import { weightOf } from '#domain/events/weight.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { RowOf } from '#stores/projections/projection-table.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import { trendingBuckets } from '#stores/trending/trending-buckets.ts';
import { inTransaction } from '../in-transaction.ts';

const bucketMs = 3_600_000;

/** Sums the interactions that have a weight by scope, hour of event time and product. The events may come in any order and be split over calls. */
function sumInteractions(events: readonly PlacedEvent[]): RowOf<typeof trendingBuckets>[] {
  const rows = new Map<string, RowOf<typeof trendingBuckets>>();
  for (const { event } of events) {
    const { scope, productId } = event;
    const weight = weightOf(event.type);
    if (weight === 0) continue;
    const hour = Math.floor(event.timestampMs / bucketMs) * bucketMs;
    const key = `${scope} ${hour} ${productId}`;
    const row = rows.get(key);
    if (row === undefined)
      rows.set(key, { scope, bucket: new Date(hour), product_id: productId, interactions: 1, weight });
    else {
      row.interactions += 1;
      row.weight += weight;
    }
  }
  return [...rows.values()];
}

/** Table `trending_buckets`. */
export const trending = inTransaction('trending', [trendingBuckets], (client, batch) =>
  writeRows(client, trendingBuckets, batch, sumInteractions(batch.events)),
);
