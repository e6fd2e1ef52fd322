import type { CatalogChange } from '#domain/catalog-item.ts';
import type { EventsRecord, ShopperErased } from '#domain/events/events-record.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { type EventType, eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import {
  catalogChangeSchemaIds,
  exposureSchemaIds,
  registeredVersions,
  shopperErasedSchemaIds,
} from '#schemas/registry.ts';
import { CodecError, createFramedType, type FramedType, schemaIdOf } from './framed-avro.ts';

/** Returns the key of a user's records on topic `events`, so that one user is in one partition. */
export function eventKey(scope: number, userId: string): string {
  return `${scope}:${userId}`;
}

/** Returns the key of a product's records on topic `catalog`, of which compaction keeps the last change. */
export function catalogKey(scope: number, productId: string): string {
  return `${scope}:${productId}`;
}

/** An event as a value of topic `events`. Throws if a price is beyond `maxPriceE4`, which `judgeEvent` refuses. */
export function encodeEvent(event: ShopEvent): Buffer {
  const { purchase } = event;
  // One object shape for all types: a type's writer takes the fields it has.
  return eventWriters[event.type].encode({
    scope: event.scope,
    eventId: event.id,
    userId: event.userId,
    productId: event.productId,
    timestamp: event.timestampMs,
    receivedAt: event.receivedAtMs,
    sessionId: event.sessionId,
    flags:
      (event.late ? lateFlag : 0) |
      (event.unknownProduct ? unknownProductFlag : 0) |
      (event.clockCorrected ? clockCorrectedFlag : 0),
    clientEventId: event.clientEventId,
    metadata: event.metadata,
    placementId: event.placementId,
    strategy: event.strategy,
    price: purchase === null ? 0 : Number(purchase.priceE4),
    quantity: purchase === null ? 0 : purchase.quantity,
    orderId: purchase === null ? null : purchase.orderId,
    currency: purchase === null ? null : purchase.currency,
    exposureId: event.exposureId,
  });
}

/** An erasure as a value of topic `events`, under the key of its shopper. */
export function encodeErasure(erased: ShopperErased): Buffer {
  return erasureType.encode({ scope: erased.scope, userId: erased.userId, requestedAt: erased.requestedAtMs });
}

/** Whether a value of topic `events` asks for an erasure; false for whatever is not a record of ours. */
export function isErasure(value: Buffer | null): boolean {
  try {
    return value !== null && erasureType.schemaIds.includes(schemaIdOf(value));
  } catch {
    return false;
  }
}

/** An answer that was shown to a shopper as a value of topic `events`, under the shopper's key. */
export function encodeExposure({ id, servedAtMs, arm, productIds, ...rest }: Exposure): Buffer {
  return exposureType.encode({
    ...rest,
    exposureId: id,
    servedAt: servedAtMs,
    experimentId: arm?.experimentId ?? null,
    variant: arm?.variant ?? null,
    productIds: [...productIds],
  });
}

/** Decodes a value of topic `events`. Throws `CodecError` on anything else. */
export function decodeEventsRecord(value: Buffer): EventsRecord {
  const schemaId = schemaIdOf(value);
  const reader = eventReaders[schemaId];
  if (reader !== undefined)
    return { kind: 'event', event: eventOf(reader.type, reader.framed.decode(value, schemaId)) };
  if (exposureType.schemaIds.includes(schemaId))
    return { kind: 'exposure', exposure: exposureOf(exposureType.decode(value, schemaId)) };
  if (!erasureType.schemaIds.includes(schemaId)) throw unknownSchema('events', schemaId);
  const wire = erasureType.decode(value, schemaId);
  return {
    kind: 'shopper_erased',
    erased: { scope: wire.scope, userId: wire.userId, requestedAtMs: wire.requestedAt },
  };
}

/** A catalog change as a value of topic `catalog`. */
export function encodeCatalogChange(change: CatalogChange): Buffer {
  const { item } = change;
  return catalogType.encode({
    scope: change.scope,
    productId: change.productId,
    op: change.op,
    receivedAt: change.receivedAtMs,
    createdAt: change.createdAtMs,
    item: item && { ...item, price: Number(item.priceE4), attributes: JSON.stringify(item.attributes) },
  });
}

/** Decodes a value of topic `catalog`. Throws `CodecError` on anything else. */
export function decodeCatalogChange(value: Buffer): CatalogChange {
  const schemaId = schemaIdOf(value);
  if (!catalogType.schemaIds.includes(schemaId)) throw unknownSchema('catalog', schemaId);
  const { scope, productId, op, receivedAt, createdAt, item } = catalogType.decode(value, schemaId);
  const times = { receivedAtMs: receivedAt, createdAtMs: createdAt };
  return { scope, productId, op, ...times, item: item && itemOf(productId, item) };
}

const lateFlag = 1;
const unknownProductFlag = 2;
/** Younger than the schemas, whose docs do not tell it: readers of before ignore it. */
const clockCorrectedFlag = 4;

/** An event as Avro has it. `placementId` to `exposureId` are there for the types that carry them. */
type EventOnWire = {
  scope: number;
  eventId: Buffer;
  userId: string;
  productId: string;
  timestamp: number;
  receivedAt: number;
  sessionId: string | null;
  flags: number;
  clientEventId: string | null;
  metadata: string | null;
  placementId?: string | null;
  strategy?: string | null;
  price?: number;
  quantity?: number;
  orderId?: string | null;
  currency?: string | null;
  exposureId?: Buffer | null;
};

type ExposureOnWire = Omit<Exposure, 'id' | 'servedAtMs' | 'arm' | 'productIds'> & {
  exposureId: Buffer;
  servedAt: number;
  experimentId: string | null;
  variant: string | null;
  productIds: string[];
};

type CatalogChangeOnWire = Pick<CatalogChange, 'scope' | 'productId' | 'op'> & {
  receivedAt: number;
  createdAt: number | null;
  item: CatalogItemOnWire | null;
};

type CatalogItemOnWire = {
  name: string;
  category: string;
  price: number;
  currency: string | null;
  imageUrl: string | null;
  url: string | null;
  description: string | null;
  attributes: string;
  available: boolean;
};

const eventWriters = Object.fromEntries(
  eventTypeNames.map((type) => [type, createFramedType<EventOnWire>(registeredVersions(eventTypes[type].schemaIds))]),
) as Record<EventType, FramedType<EventOnWire>>;

/** Indexed by schema id. */
const eventReaders: ({ type: EventType; framed: FramedType<EventOnWire> } | undefined)[] = [];
for (const type of eventTypeNames) {
  for (const id of eventTypes[type].schemaIds) eventReaders[id] = { type, framed: eventWriters[type] };
}

const erasureType = createFramedType<{ scope: number; userId: string; requestedAt: number }>(
  registeredVersions(shopperErasedSchemaIds),
);
const exposureType = createFramedType<ExposureOnWire>(registeredVersions(exposureSchemaIds));
const catalogType = createFramedType<CatalogChangeOnWire>(registeredVersions(catalogChangeSchemaIds));

function eventOf(type: EventType, wire: EventOnWire): ShopEvent {
  return {
    id: wire.eventId,
    scope: wire.scope,
    type,
    userId: wire.userId,
    productId: wire.productId,
    timestampMs: wire.timestamp,
    receivedAtMs: wire.receivedAt,
    // Records of before empty texts were refused may have one, which is no visit.
    sessionId: wire.sessionId === '' ? null : wire.sessionId,
    late: (wire.flags & lateFlag) !== 0,
    unknownProduct: (wire.flags & unknownProductFlag) !== 0,
    ...((wire.flags & clockCorrectedFlag) === 0 ? null : { clockCorrected: true as const }),
    clientEventId: wire.clientEventId,
    metadata: wire.metadata,
    placementId: wire.placementId ?? null,
    strategy: wire.strategy ?? null,
    exposureId: wire.exposureId ?? null,
    purchase:
      type === 'purchase'
        ? {
            orderId: wire.orderId ?? null,
            priceE4: BigInt(wire.price ?? 0),
            quantity: wire.quantity ?? 1,
            currency: wire.currency ?? null,
          }
        : null,
  };
}

function exposureOf({ exposureId, servedAt, experimentId, variant, ...rest }: ExposureOnWire): Exposure {
  const arm =
    experimentId === null ? null : ({ experimentId, variant: variant === 'control' ? variant : 'variant' } as const);
  return { ...rest, id: exposureId, servedAtMs: servedAt, arm };
}

function itemOf(productId: string, wire: CatalogItemOnWire): NonNullable<CatalogChange['item']> {
  return {
    productId,
    name: wire.name,
    category: wire.category,
    priceE4: BigInt(wire.price),
    currency: wire.currency,
    imageUrl: wire.imageUrl,
    url: wire.url,
    description: wire.description,
    attributes: attributesOf(wire.attributes),
    available: wire.available,
  };
}

function attributesOf(text: string): Record<string, unknown> {
  try {
    const attributes: unknown = JSON.parse(text);
    if (typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes)) {
      return attributes as Record<string, unknown>;
    }
  } catch (cause) {
    throw new CodecError('undecodable', 'The attributes of the catalog item are not JSON.', { cause });
  }
  throw new CodecError('undecodable', 'The attributes of the catalog item are not a JSON object.');
}

function unknownSchema(topic: string, schemaId: number): CodecError {
  return new CodecError('unknown_schema', `Topic ${topic} carries no schema ${schemaId}; see schemas/registry.ts.`);
}

export { CodecError } from './framed-avro.ts';
