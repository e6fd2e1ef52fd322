import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { catalogKey, encodeCatalogChange, encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import type { NewRecord } from '#log/event-log.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { plainItem } from './plain.ts';
import { createRandom } from './random.ts';

/** A record with the topic that it goes to; without a partition, its key decides. */
export type Placed = NewRecord & { topic: string };

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 6, 15, 12);

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Events of every type, of three scopes, few shoppers and products: clicks meet purchases, orders have several products. */
export function randomEvents(count: number, seed: number): ShopEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const type = random.pick(eventTypeNames);
    const isRecommendation = type.startsWith('recommendation_');
    const fields = {
      scope: random.between(1, 3),
      type,
      userId: `shopper-${random.between(1, 10)}`,
      productId: `product-${random.between(1, 6)} ☕"\\`,
      // Most of a few hours, so that clicks meet purchases; some of another month.
      timestampMs: nowMs - random.between(0, random.pick([6, 6, 6, 40 * 24]) * hourMs),
      placementId: isRecommendation ? random.pick(['home', 'cart']) : null,
      orderId: type === 'purchase' ? random.pick([null, `order-${n >> 5}`]) : null,
      clientEventId: random.pick([null, `event-${n}`]),
    };
    return {
      ...fields,
      id: eventIdentity(fields, hash),
      receivedAtMs: nowMs + n,
      sessionId: random.pick([null, 'a', 'b']),
      late: random.pick([true, false]),
      unknownProduct: random.pick([true, false]),
      metadata: random.pick([null, `{"n": ${n}.0,"text":"line\\n\u2028"}`]),
      strategy: isRecommendation ? random.pick([null, 'trending']) : null,
      exposureId: null,
      purchase:
        type === 'purchase'
          ? {
              orderId: fields.orderId,
              priceE4: BigInt(random.between(0, 10_000_000)),
              quantity: random.between(1, 4),
              currency: random.pick([null, 'USD', 'EUR']),
            }
          : null,
    };
  });
}

/** The record of an event, as ingest appends it. */
export const recordOfEvent = (event: ShopEvent): Placed => ({
  topic: 'events',
  key: eventKey(event.scope, event.userId),
  value: encodeEvent(event),
});

const erasureOf = (scope: number, userId: string): Placed => ({
  topic: 'events',
  key: eventKey(scope, userId),
  value: encodeErasure({ scope, userId, requestedAtMs: nowMs }),
});

/** Records that must become dead letters: no Avro, an empty value, an unknown schema, a record cut short, a text that Postgres refuses. */
function malformed(event: ShopEvent): Placed[] {
  const whole = encodeEvent(event);
  // With an identity of its own: a batch that has an event twice never shows the second one to Postgres.
  const unstorable = { ...event, productId: 'no\0text' };
  const stranger = Buffer.from(whole);
  stranger.writeUInt32BE(4_711, 1);
  const values = [
    Buffer.from('not Avro'),
    Buffer.alloc(0),
    null,
    stranger,
    whole.subarray(0, whole.length - 3),
    encodeEvent({ ...unstorable, id: eventIdentity({ ...unstorable, orderId: null }, hash) }),
  ];
  return [
    ...values.map((value) => ({ topic: 'events', key: eventKey(event.scope, event.userId), value })),
    { topic: 'events', key: 'a key without a scope ☕', value: Buffer.from([0, 1, 2]) },
    { topic: 'catalog', key: '1:broken', value: Buffer.from('not Avro') },
    { topic: 'catalog', key: 'no scope', value: null },
  ];
}

/** Changes of few products, refused ones among them, and tombstones, as a purge writes them. */
function catalogChanges(count: number, seed: number): Placed[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const [scope, productId] = [random.between(1, 3), `product-${random.between(1, 15)}`];
    const key = catalogKey(scope, productId);
    if (n % 11 === 0) return { topic: 'catalog', key, value: null };
    const op = random.pick(['create', 'put', 'delete'] as const);
    const item: CatalogChange['item'] =
      op === 'delete'
        ? null
        : plainItem({
            productId,
            name: `name ${n}`,
            category: random.pick(['a', 'a > b', 'c']),
            priceE4: BigInt(n) * 9_999n,
            currency: random.pick([null, 'EUR']),
            description: random.pick([null, 'words']),
            attributes: { n },
            available: n % 5 !== 0,
          });
    const createdAtMs = op === 'delete' ? null : random.pick([null, nowMs + n, nowMs - 1_000 * n]);
    const value = encodeCatalogChange({ scope, productId, op, item, receivedAtMs: nowMs + n, createdAtMs });
    return { topic: 'catalog', key, value };
  });
}

/** All records in one order, the same each time: duplicates near and far, an erasure in the middle with events of its shopper on both sides, changes in between. */
export function allRecords(): Placed[] {
  const events = randomEvents(1_200, 1);
  const erased = events.find(({ type }) => type === 'purchase') ?? assert.fail('no purchase');
  const kept = events.find(({ userId }) => userId !== erased.userId) ?? assert.fail('a single shopper');
  const records = events.map(recordOfEvent);
  const sent = [
    ...records.slice(0, 500),
    ...records.slice(450, 500),
    // The erasure takes the dead letters of its own shopper, and leaves the other's.
    ...malformed(erased),
    ...malformed(kept),
    erasureOf(erased.scope, erased.userId),
    ...records.slice(500),
    ...records.slice(0, 300),
    erasureOf(9, 'nobody'),
  ];
  const changes = catalogChanges(150, 2);
  return sent.flatMap((record, n) => (n % 12 === 0 ? [record, ...changes.splice(0, 1)] : [record])).concat(changes);
}
