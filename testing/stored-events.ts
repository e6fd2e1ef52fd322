import { createHash } from 'node:crypto';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { mergeEvents } from '#stores/events/merge-events.ts';
import { createCopyWriter } from '#stores/postgres/binary-copy.ts';
import type { Database } from '#stores/postgres/database.ts';
import { openMonths } from '#stores/postgres/months.ts';

/** The fields of an event that a test sets; the others are made up, of every kind. */
export type EventSketch = { n: number; timestampMs: number; receivedAtMs: number; scope?: number; userId?: string };

/** An event whose fields vary with its number: texts that need escaping, prices, what is null. */
export function sketchEvent({
  n,
  timestampMs,
  receivedAtMs,
  scope = 1,
  userId = `user-${n % 50}`,
}: EventSketch): ShopEvent {
  const types = ['product_viewed', 'purchase', 'recommendation_clicked'] as const;
  const type = types[n % 3] ?? 'product_viewed';
  const fields = {
    scope,
    type,
    userId,
    productId: `product-${n % 7} ☕"\\`,
    timestampMs,
    placementId: type === 'recommendation_clicked' ? 'home' : null,
    orderId: type === 'purchase' ? `order-${n}` : null,
    clientEventId: n % 2 === 0 ? `event-${n}` : null,
  };
  return {
    ...fields,
    id: eventIdentity(fields, (text) => createHash('sha256').update(text).digest()),
    receivedAtMs,
    sessionId: n % 4 === 0 ? null : `session-${n}`,
    late: n % 5 === 0,
    unknownProduct: n % 6 === 0,
    metadata: n % 8 === 0 ? null : `{"n": ${n}.0,"text":"line\\n\u2028"}`,
    strategy: type === 'recommendation_clicked' ? 'trending' : null,
    exposureId: null,
    purchase:
      type === 'purchase'
        ? {
            orderId: fields.orderId,
            priceE4: BigInt(n) * 12_345n,
            quantity: (n % 3) + 1,
            currency: n % 2 ? 'EUR' : null,
          }
        : null,
  };
}

/** Stores events as the loader does, at offsets from `offset` on. Returns how many were new. */
export async function storeEvents(
  database: Database,
  events: readonly ShopEvent[],
  { log = 1, partition = 0, offset = 0 } = {},
): Promise<number> {
  await openMonths(database).ensure(events.map(({ timestampMs }) => timestampMs));
  const placed = events.map((event, n) => ({ offset: BigInt(offset + n), event }));
  return (await database.transaction((client) => mergeEvents(client, createCopyWriter(), log, partition, placed)))
    .length;
}
