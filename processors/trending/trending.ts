import { weightOf } from '#domain/events/weight.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import type { Projection } from '../projection.ts';

export const bucketMs = 3_600_000;

export type TrendingRow = { scope: number; bucketMs: number; productId: string; interactions: number; weight: number };

/** Interactions that carry a weight, by scope, hour of event time and product; in any order, may be split and shuffled. */
export function sumInteractions(events: readonly PlacedEvent[]): TrendingRow[] {
  const rows = new Map<string, TrendingRow>();
  for (const { event } of events) {
    const weight = weightOf(event.type);
    if (weight === 0) continue;
    const hour = Math.floor(event.timestampMs / bucketMs) * bucketMs;
    const key = `${event.scope} ${hour} ${event.productId}`;
    const row = rows.get(key);
    if (row === undefined)
      rows.set(key, { scope: event.scope, bucketMs: hour, productId: event.productId, interactions: 1, weight });
    else {
      row.interactions += 1;
      row.weight += weight;
    }
  }
  return [...rows.values()];
}

/** Table `trending_buckets`. */
export const trending: Projection = {
  name: 'trending',
  tables: ['trending_buckets'],
  async apply(client, batch) {
    const rows = sumInteractions(batch.events);
    if (rows.length === 0) return;
    await client.query({
      name: 'trending-add',
      text: `INSERT INTO trending_buckets AS t (version, partition, scope, bucket, product_id, interactions, weight)
             SELECT $1, $2, scope, bucket, product_id, interactions, weight
             FROM unnest($3::integer[], $4::timestamptz[], $5::text[], $6::integer[], $7::integer[]) AS a (scope, bucket, product_id, interactions, weight)
             ORDER BY scope, bucket, product_id
             ON CONFLICT (version, scope, bucket, product_id, partition)
             DO UPDATE SET interactions = t.interactions + excluded.interactions, weight = t.weight + excluded.weight`,
      values: [
        batch.version,
        batch.partition,
        rows.map(({ scope }) => scope),
        rows.map((row) => new Date(row.bucketMs)),
        rows.map(({ productId }) => productId),
        rows.map(({ interactions }) => interactions),
        rows.map(({ weight }) => weight),
      ],
    });
  },
};
