import { uuidOfId } from '#domain/events/identity.ts';
import type { EventView } from '#schemas/http/events.ts';
import type { ArrivedEvent } from '#stores/events/read-arrived.ts';

/** A stored event as answers carry it. */
export function eventView({ event, log, partition, offset }: ArrivedEvent): EventView {
  return {
    eventId: uuidOfId(event.id),
    eventType: event.type,
    userId: event.userId,
    productId: event.productId,
    timestamp: new Date(event.timestampMs).toISOString(),
    receivedAt: new Date(event.receivedAtMs).toISOString(),
    sessionId: event.sessionId,
    clientEventId: event.clientEventId,
    late: event.late,
    unknownProduct: event.unknownProduct,
    clockCorrected: event.clockCorrected ?? false,
    placementId: event.placementId,
    strategy: event.strategy,
    metadata: event.metadata === null ? null : JSON.parse(event.metadata),
    topic: 'events',
    log,
    partition,
    offset: String(offset),
  };
}
