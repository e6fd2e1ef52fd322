import { uuidOfId } from '#domain/events/identity.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import type { ExportedTable, Row } from './exported-table.ts';

/** Stored events, each once, as the log has them. `orderId` to `currency` are of purchases alone. */
export const exportedEvents: ExportedTable = {
  name: 'events',
  columns: [
    { name: 'eventId', kind: 'uuid' },
    { name: 'eventType', kind: 'text' },
    { name: 'userId', kind: 'text' },
    { name: 'productId', kind: 'text' },
    { name: 'timestamp', kind: 'time' },
    { name: 'receivedAt', kind: 'time' },
    { name: 'sessionId', kind: 'text', isNullable: true },
    { name: 'clientEventId', kind: 'text', isNullable: true },
    { name: 'placementId', kind: 'text', isNullable: true },
    { name: 'strategy', kind: 'text', isNullable: true },
    { name: 'exposureId', kind: 'uuid', isNullable: true },
    { name: 'orderId', kind: 'text', isNullable: true },
    { name: 'price', kind: 'money', isNullable: true },
    { name: 'quantity', kind: 'integer', isNullable: true },
    { name: 'currency', kind: 'text', isNullable: true },
    { name: 'late', kind: 'boolean' },
    { name: 'unknownProduct', kind: 'boolean' },
    { name: 'metadata', kind: 'json', isNullable: true },
    { name: 'log', kind: 'integer' },
    { name: 'partition', kind: 'integer' },
    { name: 'offset', kind: 'integer' },
  ],
};

export function toExportedEvent(row: EventRow & { log: number; partition: number }): Row {
  const { event, offset } = toPlacedEvent(row);
  const { id, exposureId, purchase } = event;
  return {
    eventId: uuidOfId(id),
    eventType: event.type,
    userId: event.userId,
    productId: event.productId,
    timestamp: new Date(event.timestampMs),
    receivedAt: new Date(event.receivedAtMs),
    sessionId: event.sessionId,
    clientEventId: event.clientEventId,
    placementId: event.placementId,
    strategy: event.strategy,
    exposureId: exposureId === null ? null : uuidOfId(exposureId),
    orderId: purchase?.orderId ?? null,
    price: purchase?.priceE4 ?? null,
    quantity: purchase?.quantity ?? null,
    currency: purchase?.currency ?? null,
    late: event.late,
    unknownProduct: event.unknownProduct,
    metadata: event.metadata,
    log: row.log,
    partition: row.partition,
    offset: Number(offset),
  };
}
