import assert from 'node:assert/strict';
import test from 'node:test';
import { readOrder, writeOrder } from './order-cookie.ts';

test('an order is the same after it was written and read; anything else a browser may send is none', () => {
  const order = {
    orderId: 'o-1',
    userId: 'ada',
    lines: [{ productId: 'p-1', quantity: 2, price: 9.95 }],
    told: { status: 202, ms: 4, requestId: 'r', accepted: 1, duplicates: 0 },
  };
  assert.deepEqual(readOrder(writeOrder(order)), order);
  for (const other of ['', 'e30', 'not json', Buffer.from('{"orderId":1}').toString('base64url')])
    assert.equal(readOrder(other), null, other);
});
