import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeErasure, encodeEvent } from '#log/codec.ts';
import { draftOfLetter } from './draft-of-letter.ts';

const at = new Date('2026-03-01T12:00:00.000Z');
const happenedAt = '2026-02-01T08:30:00.000Z';
const whole = encodeEvent({
  id: Buffer.alloc(16, 7),
  scope: 1,
  type: 'purchase',
  userId: 'ada',
  productId: 'mug',
  timestampMs: Date.parse(happenedAt),
  receivedAtMs: Date.parse(happenedAt),
  sessionId: 's1',
  late: false,
  unknownProduct: false,
  clientEventId: 'mine-1',
  metadata: '{"price":9.5,"orderId":"o1"}',
  placementId: null,
  strategy: null,
  exposureId: null,
  purchase: { orderId: 'o1', priceE4: 95_000n, quantity: 1, currency: null },
});
const draft = (value: Buffer | null, topic = 'events') => draftOfLetter({ topic, value, record_key: '1:ada', at });

test('a record that can be read is drafted as it was sent, its own time and event id included', () => {
  assert.deepEqual(draft(whole), {
    eventType: 'purchase',
    userId: 'ada',
    productId: 'mug',
    timestamp: happenedAt,
    sessionId: 's1',
    eventId: 'mine-1',
    metadata: { price: 9.5, orderId: 'o1' },
  });
});

test('of bytes that cannot be read the draft has the shopper of the key, and leaves the rest to the admin', () => {
  const unread = { eventType: '', userId: 'ada', productId: '', timestamp: at.toISOString() };
  assert.deepEqual(draft(Buffer.from('not Avro at all')), unread);
  assert.deepEqual(draft(null), unread);
});

test('an event that was sent as JSON is drafted as it was sent, in any spelling and whatever framing stands before it', () => {
  const sent = { eventType: 'purchase', productId: 'mug', metadata: { price: '9,50' }, colour: 'red' };
  const drafted = { ...sent, userId: 'ada', timestamp: at.toISOString() };
  const json = Buffer.from(JSON.stringify(sent));
  assert.deepEqual(draft(json), drafted);
  assert.deepEqual(draft(Buffer.concat([Buffer.from([0, 0x7f, 0, 0, 1]), json])), drafted, 'schema 2130706433');
  const segment = { type: 'track', event: 'Product Viewed', userId: 'bob', properties: { product_id: 'cup' } };
  const { eventType, userId, productId } = draft(Buffer.from(JSON.stringify(segment))) ?? {};
  assert.deepEqual([eventType, userId, productId], ['product_viewed', 'bob', 'cup']);
});

test('JSON that is no single event, is cut off, or nests without an end leaves the draft to the admin', () => {
  const order = {
    type: 'track',
    event: 'Order Completed',
    userId: 'bob',
    properties: {
      order_id: 'o',
      products: [
        { product_id: 'a', price: 1 },
        { product_id: 'b', price: 2 },
      ],
    },
  };
  const nested = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  for (const text of ['[1]', '7', '{"eventType":"purch', JSON.stringify(order), nested, '{"__proto__":{"a":1}}'])
    assert.equal(draft(Buffer.from(text))?.eventType, '', text.slice(0, 40));
});

test('a record that ends too soon is drafted as far as it goes', () => {
  const cut = draft(whole.subarray(0, whole.indexOf('mug') + 3));
  assert.equal(cut?.eventType, 'purchase');
  assert.equal(cut?.productId, 'mug');
  assert.equal(cut?.metadata, undefined);
});

test('what was no event has no draft', () => {
  assert.equal(draft(encodeErasure({ scope: 1, userId: 'ada', requestedAtMs: at.getTime() })), null);
  assert.equal(draft(whole, 'catalog'), null);
  assert.notEqual(draft(whole), null, 'control');
});
