import { idOfUuid, uuidOfId } from '#domain/events/identity.ts';
import { decimalOfPriceE4, priceE4Of } from '#domain/price.ts';
import { type EventType, eventTypes } from '#schemas/events/index.ts';
import type { PlacedEvent } from '../events/merge-events.ts';

/** An event with the position that made it new. */
export type ArchivedEvent = PlacedEvent & { log: number; partition: number };

/**
 * One event of an archive, as a line of JSON (docs/archives.md). What is null or false in the event is left out; texts are as they
 * were stored, `metadata` too, which is JSON within a text, so that the event comes back byte for byte.
 */
type Line = {
  eventId: string;
  scope: number;
  eventType: EventType;
  userId: string;
  productId: string;
  timestamp: string;
  receivedAt: string;
  log: number;
  partition: number;
  offset: number;
  sessionId?: string;
  late?: true;
  unknownProduct?: true;
  clockCorrected?: true;
  clientEventId?: string;
  metadata?: string;
  placementId?: string;
  strategy?: string;
  exposureId?: string;
  purchase?: { price: string; quantity: number; orderId?: string; currency?: string };
};

export function toLine({ event, log, partition, offset }: ArchivedEvent): string {
  const { purchase } = event;
  return JSON.stringify({
    eventId: uuidOfId(event.id),
    scope: event.scope,
    eventType: event.type,
    userId: event.userId,
    productId: event.productId,
    timestamp: new Date(event.timestampMs).toISOString(),
    receivedAt: new Date(event.receivedAtMs).toISOString(),
    log,
    partition,
    offset: Number(offset),
    ...present('sessionId', event.sessionId),
    ...(event.late ? { late: true } : {}),
    ...(event.unknownProduct ? { unknownProduct: true } : {}),
    ...(event.clockCorrected ? { clockCorrected: true } : {}),
    ...present('clientEventId', event.clientEventId),
    ...present('metadata', event.metadata),
    ...present('placementId', event.placementId),
    ...present('strategy', event.strategy),
    ...present('exposureId', event.exposureId && uuidOfId(event.exposureId)),
    ...(purchase === null
      ? {}
      : {
          purchase: {
            price: decimalOfPriceE4(purchase.priceE4),
            quantity: purchase.quantity,
            ...present('orderId', purchase.orderId),
            ...present('currency', purchase.currency),
          },
        }),
  } satisfies Line);
}

/** Throws if the text is not a line of an archive. */
export function fromLine(text: string): ArchivedEvent {
  const line = JSON.parse(text) as Line;
  const { purchase } = line;
  if (!Object.hasOwn(eventTypes, line.eventType))
    throw new RangeError(`an archive has an unknown type ${line.eventType}`);
  const priceE4 = purchase === undefined ? 0n : priceE4Of(purchase.price);
  if (priceE4 === undefined) throw new RangeError(`an archive has a price that is none: ${purchase?.price}`);
  return {
    log: line.log,
    partition: line.partition,
    offset: BigInt(line.offset),
    event: {
      id: idOfUuid(line.eventId),
      scope: line.scope,
      type: line.eventType,
      userId: line.userId,
      productId: line.productId,
      timestampMs: Date.parse(line.timestamp),
      receivedAtMs: Date.parse(line.receivedAt),
      sessionId: line.sessionId || null,
      late: line.late ?? false,
      unknownProduct: line.unknownProduct ?? false,
      ...(line.clockCorrected === true ? { clockCorrected: true as const } : null),
      clientEventId: line.clientEventId ?? null,
      metadata: line.metadata ?? null,
      placementId: line.placementId ?? null,
      strategy: line.strategy ?? null,
      exposureId: line.exposureId === undefined ? null : idOfUuid(line.exposureId),
      purchase:
        purchase === undefined
          ? null
          : {
              orderId: purchase.orderId ?? null,
              priceE4,
              quantity: purchase.quantity,
              currency: purchase.currency ?? null,
            },
    },
  };
}

const present = <Name extends string>(name: Name, value: string | null): { [N in Name]?: string } =>
  (value === null ? {} : { [name]: value }) as { [N in Name]?: string };
