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
const spelled = (wires: readonly unknown[], item: string | null = null) => wires.map((wire) => ({ item, wire }));
const lineIdsOf = (sent: readonly unknown[], item: string | null = null) =>
  numberOrderLines(spelled(sent, item)).map(
    ({ wire }) => (wire as ReturnType<typeof bought> & { metadata: { lineId?: string } }).metadata?.lineId,
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
  assert.deepEqual(numberOrderLines(spelled(others)), spelled(others));
  assert.deepEqual(lineIdsOf([bought(), bought({}, { lineId: 'mine' })]), [undefined, 'mine']);
});

test('what is compared is what is taken: ids without white space around them, and instants, however they are spelt', () => {
  const again = (change: object, metadata: object = {}) =>
    lineIdsOf([bought(), bought(change, { price: 2, ...metadata })])[1];
  for (const change of [
    { userId: ' u' },
    { productId: 'p\t' },
    { timestamp: '2026-03-01T12:00:00.000Z' },
    { timestamp: '2026-03-01T13:00:00+01:00' },
  ])
    assert.equal(again(change), 'line#2', JSON.stringify(change));
  assert.equal(again({}, { orderId: ' o ' }), 'line#2');
  assert.equal(again({}, { lineId: ' ' }), 'line#2');
  assert.equal(again({ timestamp: '2026-03-01T12:00:00.001Z' }), undefined, 'control: another time');
  const untimed = [bought({ timestamp: null }), bought({ timestamp: '' }, { price: 2 })];
  assert.deepEqual(lineIdsOf(untimed), [undefined, 'line#2']);
  assert.deepEqual(lineIdsOf([bought({ eventId: 'a' }), bought({ eventId: ' a' })]), [undefined, undefined]);
});

test('what was unfolded from a list of products stays as it was numbered there', () => {
  const twice = [bought({ eventId: 'a' }), bought({ eventId: 'b' })];
  assert.deepEqual(lineIdsOf(twice, '/properties/products/0'), [undefined, undefined]);
  assert.deepEqual(lineIdsOf(twice), [undefined, 'line#2'], 'control');
});
