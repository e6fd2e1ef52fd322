import assert from 'node:assert/strict';
import test from 'node:test';
import { numberOrderLines } from './number-order-lines.ts';

const bought = (change: object = {}, metadata: object = {}) => ({
  eventType: 'purchase',
  userId: 'u',
  productId: 'p',
  timestamp: '2026-03-01T12:00:00Z',
  metadata: { orderId: 'o', price: 1, ...metadata },
  ...change,
});
const lineIdsOf = (sent: readonly unknown[]) =>
  numberOrderLines(sent).map(
    (event) => (event as ReturnType<typeof bought> & { metadata: { lineId?: string } }).metadata?.lineId,
  );

test('lines of one product in one order are told apart in a batch, and the first is as it was', () => {
  assert.deepEqual(lineIdsOf([bought(), bought({}, { quantity: 2 }), bought({}, { price: 2 })]), [
    undefined,
    'line#2',
    'line#3',
  ]);
  assert.deepEqual(lineIdsOf([bought({ eventId: 'a' }), bought({ eventId: 'b' })]), [undefined, 'line#2']);
});

test('one event that is in a batch twice stays one, and so does an order that is told again a minute later', () => {
  assert.deepEqual(
    lineIdsOf([bought({ eventId: 'a' }), bought({ eventId: 'b' }), bought({ eventId: 'b' }), bought({ eventId: 'a' })]),
    [undefined, 'line#2', 'line#2', undefined],
  );
  assert.deepEqual(lineIdsOf([bought(), bought({}, { quantity: 2 }), bought(), bought({}, { quantity: 2 })]), [
    undefined,
    'line#2',
    undefined,
    'line#2',
  ]);
  assert.deepEqual(lineIdsOf([bought(), bought({ timestamp: '2026-03-01T12:01:00Z' })]), [undefined, undefined]);
});

test('what is of another order, product or shopper, has a line already, or is no purchase of an order, is left alone', () => {
  const others = [
    bought(),
    bought({ userId: 'v' }),
    bought({ productId: 'q' }),
    bought({}, { orderId: 'o2' }),
    bought({}, { orderId: null }),
    bought({}, { orderId: null }),
    { ...bought(), eventType: 'product_viewed' },
    null,
    'text',
    { eventType: 'purchase', metadata: null },
  ];
  assert.deepEqual(numberOrderLines(others), others);
  assert.deepEqual(lineIdsOf([bought(), bought({}, { lineId: 'mine' })]), [undefined, 'mine']);
});
