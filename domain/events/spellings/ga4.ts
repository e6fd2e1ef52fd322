import type { EventType } from '#schemas/events/index.ts';
import { type EventName, typeOfName } from '../event-names.ts';
import { fitMetadata } from './fit-metadata.ts';
import { type Fields, fieldsOf, firstId, firstPresent, listOf, looseNumber, without } from './loose-values.ts';
import { purchaseLines } from './order-lines.ts';
import type { Spelled } from './spelled.ts';

/** GA4's recommended events that speak of products. */
const typesByName: Readonly<Record<string, EventType>> = {
  view_item: 'product_viewed',
  select_item: 'product_clicked',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  purchase: 'purchase',
};

const idFields = ['item_id'];

/** Whether this is a body of GA4's Measurement Protocol: `{ client_id, events: [{ name, params }] }`. */
export function isGa4Payload(body: Fields): boolean {
  const isIdentified = body.client_id !== undefined || body.user_id !== undefined || body.app_instance_id !== undefined;
  return isIdentified && Array.isArray(body.events) && body.events.length > 0;
}

/**
 * What one event of a GA4 payload holds: one event of ours per item, for a purchase one per product (see `purchaseLines`). `user_id` comes
 * before `client_id`; `timestamp_micros` of the event before that of the payload. An event without items, or of another name, stays one
 * event for `judgeEvent` to refuse.
 */
export function eventsOfGa4Event(payload: Fields, sent: unknown, names: readonly EventName[]): Spelled[] {
  const event = fieldsOf(sent);
  const params = fieldsOf(event.params);
  const eventType = typeOfName(firstId(event.name) ?? '', names, typesByName);
  const common = {
    eventType,
    userId: firstId(payload.user_id, payload.client_id, payload.app_instance_id),
    timestamp: timeOfMicros(firstPresent(event.timestamp_micros, payload.timestamp_micros)),
    sessionId: firstId(params.session_id),
  };
  const items = listOf(params.items).map(fieldsOf);
  const pointerTo = (index: number) => (items.length === 0 ? null : `/params/items/${index}`);
  if (eventType === 'purchase') {
    const head = { orderId: firstId(params.transaction_id), currency: params.currency, eventId: undefined };
    return purchaseLines(items, productIdOf, head, idFields).map(({ firstLine, ...line }) =>
      fitMetadata({ item: pointerTo(firstLine), wire: without({ ...common, ...line }, []) }),
    );
  }
  return (items.length === 0 ? [{}] : items).map((item, index) =>
    fitMetadata({
      item: pointerTo(index),
      wire: without({ ...common, productId: productIdOf(item), metadata: without(item, idFields) }, []),
    }),
  );
}

/** Whether an event of a payload speaks of products, by its name or by its items. */
export function isOfProducts({ name, params }: Fields): boolean {
  return Object.hasOwn(typesByName, String(name)) || listOf(fieldsOf(params).items).length > 0;
}

function productIdOf(item: Fields): string | undefined {
  return firstId(item.item_id);
}

/** ISO 8601 of microseconds since 1970; what cannot be read stays as it is, to be refused. */
function timeOfMicros(micros: unknown): unknown {
  const value = looseNumber(micros);
  if (typeof value !== 'number') return micros;
  const time = new Date(Math.floor(value / 1000));
  return Number.isNaN(time.getTime()) ? String(micros) : time.toISOString();
}
