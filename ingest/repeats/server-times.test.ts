import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServerTimes } from './server-times.ts';

const event = { eventType: 'purchase', userId: 'u', productId: 'p', eventId: 'e-1' };

test('an event without a time gets the time of its first arrival again', () => {
  const times = createServerTimes();
  assert.equal(times.timeOf(1, event), undefined);
  times.remember(1, event, 1_000);
  assert.equal(times.timeOf(1, { ...event }), 1_000);
});

test('another scope, shopper, product, type or event id is another event', () => {
  const times = createServerTimes();
  times.remember(1, event, 1_000);
  assert.equal(times.timeOf(2, event), undefined);
  for (const field of ['eventType', 'userId', 'productId', 'eventId'])
    assert.equal(times.timeOf(1, { ...event, [field]: 'other' }), undefined);
});

test('memory is bounded: the oldest times go first', () => {
  const times = createServerTimes(10);
  for (let n = 0; n < 25; n += 1) times.remember(1, { ...event, eventId: `e-${n}` }, n);
  assert.equal(times.timeOf(1, { ...event, eventId: 'e-0' }), undefined);
  assert.equal(times.timeOf(1, { ...event, eventId: 'e-24' }), 24);
});
