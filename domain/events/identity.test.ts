import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventTypeNames } from '#schemas/events/index.ts';
import { eventIdentity, type IdentityFields, identityText, idOfUuid, uuidOfId } from './identity.ts';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
// Few letters, among them those of the encoding itself, so that fields collide where they can.
const text = fc.string({ unit: fc.constantFrom('a', '1', ':', ',', '-', '0'), maxLength: 4 });
const fields: fc.Arbitrary<IdentityFields> = fc.record({
  scope: fc.integer({ min: 1, max: 12 }),
  type: fc.constantFrom(...eventTypeNames),
  userId: text,
  productId: text,
  timestampMs: fc.integer({ min: 946_684_800_000, max: 946_684_800_012 }),
  placementId: fc.option(text),
  orderId: fc.option(text),
  clientEventId: fc.option(text),
});

test('identities are equal exactly when their fields are', () => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const equal = JSON.stringify(one) === JSON.stringify(other);
      assert.equal(identityText(one) === identityText(other), equal);
      assert.equal(eventIdentity(one, hash).equals(eventIdentity(other, hash)), equal);
    }),
    { seed: 20260301, numRuns: 2000 },
  );
});

test('a change of any one field changes the id', () => {
  const base: IdentityFields = {
    scope: 1,
    type: 'purchase',
    userId: 'u',
    productId: 'p',
    timestampMs: 946_684_800_000,
    placementId: null,
    orderId: null,
    clientEventId: null,
  };
  const changes: Partial<IdentityFields>[] = [
    { scope: 11 },
    { type: 'add_to_cart' },
    { userId: 'up', productId: '' },
    { timestampMs: 946_684_800_001 },
    { placementId: '' },
    { orderId: '' },
    { clientEventId: '' },
    { orderId: 'x' },
    { clientEventId: 'x' },
  ];
  const ids = [base, ...changes.map((change) => ({ ...base, ...change }))].map((one) =>
    uuidOfId(eventIdentity(one, hash)),
  );
  assert.equal(new Set(ids).size, ids.length);
});

test('an id is a UUIDv8 whose first 48 bits are the event time, so that ids sort by it', () => {
  fc.assert(
    fc.property(fields, fc.integer({ min: 946_684_800_000, max: 2 ** 48 - 1 }), (one, timestampMs) => {
      const id = eventIdentity({ ...one, timestampMs }, hash);
      assert.equal(id.readUIntBE(0, 6), timestampMs);
      assert.match(uuidOfId(id), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepEqual(idOfUuid(uuidOfId(id)), id);
    }),
    { seed: 20260301 },
  );
});

test('the id of a known event never changes', () => {
  const id = eventIdentity(
    {
      scope: 3,
      type: 'purchase',
      userId: 'shopper-42',
      productId: 'mug-blue',
      timestampMs: Date.UTC(2026, 2, 1, 12),
      placementId: null,
      orderId: 'order-1001',
      clientEventId: null,
    },
    hash,
  );
  assert.equal(uuidOfId(id), '019ca945-0a00-8ef8-a16e-edca77d54153');
});
