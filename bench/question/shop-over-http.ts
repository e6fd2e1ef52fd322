import { createHash } from 'node:crypto';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { products, users } from '../rules-http/ruled-shop.ts';
import { itemOf } from '../support/preload.ts';
import { createShoppers } from '../support/shoppers.ts';
import { categoryOf, ruledAttributes } from '../support/twenty-rules.ts';
import type { ShopWithOrders } from './shop-with-orders.ts';

/** Of the last hours, as `preload` has them. */
const historyMs = 6 * 3_600_000;

/** What a line of `createShoppers` says. */
type Line = Pick<ShopEvent, 'userId' | 'productId' | 'sessionId'> & {
  eventType: ShopEvent['type'];
  timestamp: string;
  metadata?: { price?: number; orderId?: string; placementId?: string };
};

/** The shop that `bench/rules-http.ts` asks over HTTP, without HTTP: the same products and events. */
export function createShopOverHttp(seed: number, howMany: number, nowMs: number): ShopWithOrders {
  const shoppers = createShoppers(seed, users, products);
  const items = Array.from({ length: products }, (_, n) => {
    const { productId, name, price } = itemOf(n);
    const priceE4 = BigInt(price) * 10_000n;
    return plainItem({ productId, name, category: categoryOf(n), priceE4, attributes: ruledAttributes(n) });
  });
  const events = Array.from({ length: howMany }, (_, n) => {
    const atMs = nowMs - historyMs + Math.floor((n * historyMs) / howMany);
    return eventOf(JSON.parse(shoppers.event(atMs)) as Line, n);
  });
  return {
    ...{ events, items, products: items.map(({ productId }) => productId) },
    users: Array.from({ length: users }, (_, n) => `u${n}`),
  };
}

function eventOf(
  { eventType: type, userId, productId, sessionId, timestamp, metadata = {} }: Line,
  n: number,
): ShopEvent {
  const { price = 0, orderId = null, placementId = null } = metadata;
  const timestampMs = Date.parse(timestamp);
  const id = createHash('sha256').update(String(n)).digest().subarray(0, 16);
  const purchase = { orderId, priceE4: BigInt(Math.round(price * 10_000)), quantity: 1, currency: null };
  return plainEvent({
    ...{ id, type, userId, productId, sessionId, timestampMs, receivedAtMs: timestampMs, placementId },
    purchase: type === 'purchase' ? purchase : null,
  });
}
