import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CatalogChange } from '#domain/catalog-item.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';

import { maxPriceE4 } from '#domain/price.ts';
import { type EventType, eventTypeNames, eventTypes } from '#schemas/events/index.ts';

import {
  CodecError,
  catalogKey,
  decodeCatalogChange,
  decodeEventsRecord,
  encodeCatalogChange,
  encodeErasure,
  encodeEvent,
  encodeExposure,
  eventKey,
} from './codec.ts';

const exposure: Exposure = {
  id: Buffer.from('019ca9450a008ef8a16eedca77d54154', 'hex'),
  scope: 3,
  requestId: 'request-1001',
  userId: 'shopper-42',
  servedAtMs: Date.UTC(2026, 2, 1, 12),
  placementId: 'home-hero',
  strategy: 'trending_fallback',
  isFallback: true,
  arm: { experimentId: '7d6f1f9e-7c52-4b53-9f1c-2f3a5ad2c0de', variant: 'variant' },
  productIds: ['mug-blue ☕', 'pan-red'],
  question: '{"limit":2}',
  versions: '{"model":"7"}',
  propensity: 0.25,
};

function exampleEvent(type: EventType): ShopEvent {
  const isShown = type === 'recommendation_impressed' || type === 'recommendation_clicked';
  return {
    id: Buffer.from('019ca9450a008ef8a16eedca77d54153', 'hex'),
    scope: 3,
    type,
    userId: 'shopper-42',
    productId: 'mug-blue ☕',
    timestampMs: Date.UTC(2026, 2, 1, 12),
    receivedAtMs: Date.UTC(2026, 2, 1, 12, 0, 1),
    sessionId: 'visit-7f3a',
    late: true,
    unknownProduct: true,
    clientEventId: null,
    metadata: '{"source":"search"}',
    placementId: isShown ? 'home-hero' : null,
    strategy: isShown ? 'trending' : null,
    exposureId: isShown ? exposure.id : null,
    purchase: type === 'purchase' ? { orderId: 'order-1001', priceE4: 129_500n, quantity: 2, currency: 'EUR' } : null,
  };
}
const erased = { scope: 3, userId: 'shopper-42', requestedAtMs: Date.UTC(2026, 2, 1, 12) };
const change: CatalogChange = {
  scope: 3,
  productId: 'mug-blue',
  op: 'put',
  receivedAtMs: Date.UTC(2026, 2, 1, 12),
  createdAtMs: Date.UTC(2026, 0, 15, 9),
  item: {
    productId: 'mug-blue',
    name: 'Blue mug',
    category: 'Home > Kitchen > Mugs',
    priceE4: 129_500n,
    currency: 'EUR',
    imageUrl: null,
    url: 'https://shop.example/mug-blue',
    description: null,
    attributes: { colour: 'blue', sizes: [300, 400] },
    available: true,
  },
};

/** Released versions and the bytes of their example; a version's file stays as it is when the next one comes. */
const released: { file: string; encode: () => Buffer; decode: (value: Buffer) => unknown; meant: unknown }[] = [
  ...eventTypeNames.map((type) => ({
    file: `events/${type}/v${eventTypes[type].schemaIds.length}.hex`,
    encode: () => encodeEvent(exampleEvent(type)),
    decode: decodeEventsRecord,
    meant: { kind: 'event', event: exampleEvent(type) },
  })),
  {
    file: 'exposures/v1.hex',
    encode: () => encodeExposure(exposure),
    decode: decodeEventsRecord,
    meant: { kind: 'exposure', exposure },
  },
  {
    file: 'events/shopper_erased/v1.hex',
    encode: () => encodeErasure(erased),
    decode: decodeEventsRecord,
    meant: { kind: 'shopper_erased', erased },
  },
  { file: 'catalog/v2.hex', encode: () => encodeCatalogChange(change), decode: decodeCatalogChange, meant: change },
];

for (const { file, encode, decode, meant } of released) {
  test(`the golden bytes of ${file} are written and read`, () => {
    const golden = Buffer.from(readFileSync(new URL(`../schemas/${file}`, import.meta.url), 'utf8').trim(), 'hex');
    assert.deepEqual(decode(golden), meant);
    assert.equal(encode().toString('hex'), golden.toString('hex'));
  });
}

/** Versions that are read and no longer written. */
const superseded: { file: string; decode: (value: Buffer) => unknown; meant: unknown }[] = [
  ...(['recommendation_impressed', 'recommendation_clicked'] as const).map((type) => ({
    file: `events/${type}/v1.hex`,
    decode: decodeEventsRecord,
    meant: { kind: 'event', event: { ...exampleEvent(type), exposureId: null } },
  })),
  { file: 'catalog/v1.hex', decode: decodeCatalogChange, meant: { ...change, createdAtMs: null } },
];

for (const { file, decode, meant } of superseded) {
  test(`the golden bytes of ${file} are still read, without what came later`, () => {
    const golden = Buffer.from(readFileSync(new URL(`../schemas/${file}`, import.meta.url), 'utf8').trim(), 'hex');
    assert.deepEqual(decode(golden), meant);
  });
}

const text = fc.string({ unit: 'binary', maxLength: 80 }).map((raw) => raw.toWellFormed());
const anyEvent: fc.Arbitrary<ShopEvent> = fc
  .record({
    id: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
    scope: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    type: fc.constantFrom(...eventTypeNames),
    userId: text,
    productId: text,
    timestampMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    receivedAtMs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    sessionId: fc.option(text.filter((id) => id !== '')),
    late: fc.boolean(),
    unknownProduct: fc.boolean(),
    clientEventId: fc.option(text),
    metadata: fc.option(fc.json()),
    placementId: fc.option(text),
    strategy: fc.option(text),
    exposureId: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))),
    purchase: fc.record(
      {
        orderId: fc.option(text),
        priceE4: fc.bigInt({ min: 0n, max: maxPriceE4 }),
        quantity: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        currency: fc.option(text),
      },
      { noNullPrototype: true },
    ),
  })
  .map((event) => {
    const isShown = event.type.startsWith('recommendation_');
    return {
      ...event,
      placementId: isShown ? event.placementId : null,
      strategy: isShown ? event.strategy : null,
      exposureId: isShown ? event.exposureId : null,
      purchase: event.type === 'purchase' ? event.purchase : null,
    };
  });

test('what is decoded is what was encoded', () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      assert.deepEqual(decodeEventsRecord(encodeEvent(event)), { kind: 'event', event });
    }),
    { seed: 20260301, numRuns: 500 },
  );
});

test('a corrected clock is a flag, and control: without it nothing is told', () => {
  const event: ShopEvent = { ...exampleEvent('purchase'), clockCorrected: true };
  assert.deepEqual(decodeEventsRecord(encodeEvent(event)), { kind: 'event', event });
  const plain = decodeEventsRecord(encodeEvent(exampleEvent('purchase')));
  assert.equal(plain.kind === 'event' && 'clockCorrected' in plain.event, false);
});

test('a session id without a character, as earlier records may have it, is none', () => {
  const event = exampleEvent('product_viewed');
  const empty = decodeEventsRecord(encodeEvent({ ...event, sessionId: '' }));
  assert.deepEqual(empty, { kind: 'event', event: { ...event, sessionId: null } });
});

test('a value larger than the reused buffer, and the next one, come out whole', () => {
  const large = { ...change, item: { ...change.item!, description: 'é'.repeat(100_000) } };
  assert.deepEqual(decodeCatalogChange(encodeCatalogChange(large)), large);
  assert.deepEqual(decodeCatalogChange(encodeCatalogChange(change)), change);
  const deleted: CatalogChange = { ...change, op: 'delete', item: null };
  assert.deepEqual(decodeCatalogChange(encodeCatalogChange(deleted)), deleted);
});

test('an encoded value is not touched by the next one', () => {
  const first = encodeEvent(exampleEvent('purchase'));
  const before = first.toString('hex');
  encodeEvent({ ...exampleEvent('purchase'), userId: 'somebody else entirely' });
  assert.equal(first.toString('hex'), before);
});

test('the largest price is written and read, and a larger one never', () => {
  const event = exampleEvent('purchase');
  const withPrice = (priceE4: bigint) => ({ ...event, purchase: { ...event.purchase!, priceE4 } });
  const largest = withPrice(maxPriceE4);
  assert.deepEqual(decodeEventsRecord(encodeEvent(largest)), { kind: 'event', event: largest });
  assert.throws(() => encodeEvent(withPrice(maxPriceE4 + 1n)));
});

test('anything else is a CodecError that says what it is', () => {
  const value = encodeEvent(exampleEvent('purchase'));
  const withId = (id: number) => {
    const copy = Buffer.from(value);
    copy.writeInt32BE(id, 1);
    return copy;
  };
  const cases: [Buffer, string][] = [
    [Buffer.alloc(0), 'unframed'],
    [Buffer.from('{"eventType":"purchase"}'), 'unframed'],
    [value.subarray(0, 4), 'unframed'],
    [withId(99), 'unknown_schema'],
    [withId(-1), 'unknown_schema'],
    [encodeCatalogChange(change), 'unknown_schema'],
    [value.subarray(0, value.length - 1), 'undecodable'],
    [Buffer.concat([value, Buffer.of(0)]), 'undecodable'],
  ];
  for (const [bytes, code] of cases) {
    assert.throws(
      () => decodeEventsRecord(bytes),
      (error) => error instanceof CodecError && error.code === code && !error.retryable,
    );
  }
  assert.throws(
    () => decodeCatalogChange(value),
    (error) => error instanceof CodecError && error.code === 'unknown_schema',
  );
});

test('no bytes make a decoder throw anything but a CodecError', () => {
  const samples = [
    ...eventTypeNames.map((type) => encodeEvent(exampleEvent(type))),
    encodeErasure(erased),
    encodeCatalogChange(change),
  ];
  const damage = fc.record({
    sample: fc.constantFrom(...samples),
    at: fc.nat(),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
    end: fc.nat(),
  });
  fc.assert(
    fc.property(damage, ({ sample, at, bytes, end }) => {
      const value = Buffer.from(sample);
      value.set(bytes.subarray(0, value.length - (at % value.length)), at % value.length);
      const cut = end % 2 === 0 ? value : value.subarray(0, end % value.length);
      for (const decode of [decodeEventsRecord, decodeCatalogChange]) {
        try {
          decode(cut);
        } catch (error) {
          assert.ok(error instanceof CodecError, String(error));
        }
      }
    }),
    { seed: 20260301, numRuns: 3000 },
  );
});

test('keys keep a user in one partition', () => {
  assert.equal(eventKey(3, 'shopper-42'), '3:shopper-42');
  assert.equal(catalogKey(3, 'mug-blue'), '3:mug-blue');
});
