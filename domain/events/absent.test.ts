import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTypes } from '#schemas/events/index.ts';
import { withoutAbsent } from './absent.ts';

const { contract } = eventTypes.purchase;
const sent = { eventType: 'purchase', userId: 'u', productId: 'p', metadata: { price: 1 } };

test('optional fields that say nothing are left out, at every level', () => {
  for (const nothing of [null, '']) {
    const metadata = { price: 1, quantity: nothing, orderId: nothing, currency: nothing };
    const fields = { timestamp: nothing, sessionId: nothing, eventId: nothing };
    assert.deepEqual(withoutAbsent(contract, { ...sent, ...fields, metadata }), sent);
  }
  const { contract: viewed } = eventTypes.product_viewed;
  assert.deepEqual(withoutAbsent(viewed, { productId: 'p', metadata: null }), { productId: 'p' });
});

test('control: what says something, is required, or is no field of the contract stays', () => {
  const said = { ...sent, userId: '', productId: null, mine: null, metadata: { price: null, mine: '', quantity: 0 } };
  assert.deepEqual(withoutAbsent(contract, said), said);
  for (const value of [null, 'text', 7, [null]]) assert.deepEqual(withoutAbsent(contract, value), value);
});
