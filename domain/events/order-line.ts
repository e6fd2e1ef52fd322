import type { Scope } from '../scope.ts';
import type { ShopEvent } from './shop-event.ts';

/** Two purchases of one line of an order, less than this apart by event time, are one: a thank-you page is opened again. */
export const orderLineWindowMs = 24 * 3_600_000;

/** What of an event names the line of an order that it is. */
export type OrderLineFields = Pick<ShopEvent, 'scope' | 'userId' | 'productId' | 'metadata'> & {
  purchase: Pick<NonNullable<ShopEvent['purchase']>, 'orderId'> | null;
};

/**
 * The line of an order that a purchase is: scope, shopper, product, order, and `lineId` of its metadata if it has one, as text that no two lines share. Null for
 * what is no purchase of an order. All purchases of one line are in one partition, since its shopper is a part of it.
 */
export function orderLineOf({ scope, userId, productId, metadata, purchase }: OrderLineFields): string | null {
  const orderId = purchase?.orderId ?? null;
  if (orderId === null) return null;
  const lineId = lineIdIn(metadata);
  const line = lineId === null ? '' : `${lineId.length}:${lineId}`;
  return `${orderLinesOfShopper(scope, userId)}${productId.length}:${productId}${orderId.length}:${orderId}${line}`;
}

/** How the lines of a scope begin, and no others. */
export const orderLinesOfScope = (scope: Scope): string => `${scope},`;

/** How the lines of a shopper begin, and no others. */
export const orderLinesOfShopper = (scope: Scope, userId: string): string =>
  `${orderLinesOfScope(scope)}${userId.length}:${userId}`;

/** The `lineId` of a purchase's metadata, a text or a whole number; null if it has none. */
export function lineIdOf({ lineId }: { readonly lineId?: unknown }): string | null {
  return typeof lineId === 'string' || typeof lineId === 'number' ? String(lineId) : null;
}

function lineIdIn(metadata: string | null): string | null {
  if (metadata === null || !metadata.includes('lineId')) return null;
  const fields: unknown = JSON.parse(metadata);
  return typeof fields === 'object' && fields !== null ? lineIdOf(fields) : null;
}
