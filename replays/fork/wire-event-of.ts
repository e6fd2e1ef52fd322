import { uuidOfId } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { decimalOfPriceE4 } from '#domain/price.ts';

/** Gives an id another name, the same each time; the kind keeps a shopper and a visit of one id apart. */
export type Rename = (kind: 'user' | 'session' | 'order' | 'event', id: string) => string;

/** An event as a shop sends it. */
export type WireEvent = Readonly<Record<string, unknown>> & { userId: string; eventId?: string; metadata?: object };

/**
 * Returns a stored event as its shop would send it to another tenant. Its id is the client's id there, so that what is two events here is two events there, and what is sent again counts once. With `rename`, shoppers, visits and orders
 * have other ids, and of the metadata only what we read is kept.
 */
export function wireEventOf(event: ShopEvent, rename: Rename | null): WireEvent {
  const { id, type, userId, productId, timestampMs, sessionId, metadata, placementId, strategy, purchase } = event;
  const named: Rename = rename ?? ((_, text) => text);
  const read = {
    ...(placementId === null ? {} : { placementId }),
    ...(strategy === null ? {} : { strategy }),
    ...(purchase === null
      ? {}
      : {
          price: decimalOfPriceE4(purchase.priceE4),
          quantity: purchase.quantity,
          ...(purchase.currency === null ? {} : { currency: purchase.currency }),
          ...(purchase.orderId === null ? {} : { orderId: named('order', purchase.orderId) }),
        }),
  };
  const told = { ...(rename === null && metadata !== null ? JSON.parse(metadata) : {}), ...read };
  return {
    eventType: type,
    userId: named('user', userId),
    productId,
    timestamp: new Date(timestampMs).toISOString(),
    // The id here is a hash of who did what: it too would tell whoever guesses.
    eventId: named('event', uuidOfId(id)),
    ...(sessionId === null ? {} : { sessionId: named('session', sessionId) }),
    ...(Object.keys(told).length === 0 ? {} : { metadata: told }),
  };
}
