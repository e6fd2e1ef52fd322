import { type Answer, ask, type Shop } from '#testing/shop.ts';

export type WireEvent = {
  eventType: string;
  userId: string;
  productId: string;
  timestamp?: string;
  sessionId?: string;
  eventId?: string;
  metadata?: Record<string, unknown>;
};

/** Returns a view that is a distinct event: user and time are unique to `n`. Times lie `agoMs` back, spread by the millisecond. */
export function viewOf(n: number, options: { agoMs?: number; nowMs?: number } = {}): WireEvent {
  const at = (options.nowMs ?? Date.now()) - (options.agoMs ?? 0) - (n % 1000);
  return {
    eventType: 'product_viewed',
    userId: `shopper-${n}`,
    productId: `product-${n % 50}`,
    timestamp: new Date(at).toISOString(),
  };
}

export function postEvent(shop: Shop, event: unknown, key: string = shop.writeKey): Promise<Answer> {
  return ask(`${shop.url}/api/v1/events`, { token: key, body: event });
}

export function postBatch(shop: Shop, events: readonly unknown[], key: string = shop.writeKey): Promise<Answer> {
  return ask(`${shop.url}/api/v1/events/batch`, { token: key, body: { events } });
}
