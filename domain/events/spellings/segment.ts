import type { EventType } from '#schemas/events/index.ts';
import { isAbsent } from '../absent.ts';
import { type EventName, typeOfName } from '../event-names.ts';
import { fitMetadata } from './fit-metadata.ts';
import { type Fields, fieldsOf, firstId, firstPresent, isFields, listOf, without } from './loose-values.ts';
import { purchaseLines } from './order-lines.ts';
import type { Spelled } from './spelled.ts';

/** Segment's e-commerce spec, version 2, then the names of version 1. */
const typesByName: Readonly<Record<string, EventType>> = {
  'Product Viewed': 'product_viewed',
  'Product Clicked': 'product_clicked',
  'Product Added': 'add_to_cart',
  'Product Removed': 'remove_from_cart',
  'Order Completed': 'purchase',
  'Viewed Product': 'product_viewed',
  'Added Product': 'add_to_cart',
  'Removed Product': 'remove_from_cart',
  'Completed Order': 'purchase',
};

const idFields = ['product_id', 'productId', 'id', 'products'];
const orderIdFields = ['order_id', 'orderId'];

/** Whether this is a call of Segment's tracking API: `{ type: 'track', event: 'Product Viewed', … }`. */
export function isSegmentCall(body: Fields): boolean {
  return (
    typeof body.type === 'string' &&
    (typeof body.event === 'string' || body.messageId !== undefined) &&
    body.eventType === undefined
  );
}

/** Whether this is a body of Segment's batch endpoint: `{ batch: [call, …] }`. */
export function isSegmentBatch(body: Fields): boolean {
  return (
    Array.isArray(body.batch) &&
    body.batch.length > 0 &&
    body.batch.every((call) => isFields(call) && isSegmentCall(call))
  );
}

/**
 * What one Segment call holds: one event, or for an order one per product (see `purchaseLines`); a purchase that has no list of products may name one itself. `messageId` becomes `eventId`, and
 * `anonymousId` stands in for a missing `userId`. `sentAt` may stand in the batch. A call with `receivedAt` went through Segment, which has set its clock right. A call that is no product event keeps its own name, for `judgeEvent` to refuse.
 */
export function eventsOfSegmentCall(call: Fields, batch: Fields, names: readonly EventName[]): Spelled[] {
  const properties = fieldsOf(call.properties);
  const eventType = typeOfName(firstId(call.event, call.type) ?? '', names, typesByName);
  const common = {
    eventType,
    userId: firstId(call.userId, call.anonymousId),
    timestamp: firstPresent(call.timestamp, call.originalTimestamp),
    sessionId: firstId(fieldsOf(call.context).sessionId, properties.session_id),
  };
  const eventId = firstId(call.messageId);
  const sent = isAbsent(call.receivedAt) ? sentAtOf(firstPresent(call.sentAt, batch.sentAt)) : {};
  if (eventType !== 'purchase') {
    const productId = productIdOf(properties);
    const wire = without({ ...common, eventId, productId, metadata: without(properties, idFields) }, []);
    return [fitMetadata({ item: null, wire, ...sent })];
  }
  const head = { orderId: firstId(properties.order_id, properties.orderId), currency: properties.currency, eventId };
  const { products } = properties;
  const isOfOne =
    isAbsent(products) && firstId(properties.product_id, properties.productId, properties.sku) !== undefined;
  const lines = isOfOne ? [without(properties, orderIdFields)] : listOf(products).map(fieldsOf);
  return purchaseLines(lines, productIdOf, head, idFields).map(({ firstLine, ...line }) =>
    fitMetadata({
      item: isOfOne || lines.length === 0 ? null : `/properties/products/${firstLine}`,
      wire: without({ ...common, ...line }, []),
      ...sent,
    }),
  );
}

const sentAtOf = (sentAt: unknown) => (sentAt === undefined ? {} : { sentAt });

function productIdOf(fields: Fields): string | undefined {
  return firstId(fields.product_id, fields.productId, fields.id, fields.sku);
}
