import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidOfId } from '#domain/events/identity.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { type Rename, wireEventOf } from './wire-event-of.ts';

const rename: Rename = (kind, id) => `${kind}-${id.length}`;
const purchase = {
  ...identifiedEvent({ type: 'purchase', userId: 'ada@shop.example', productId: 'mug', timestampMs: 1_000 }),
  sessionId: 'visit',
  metadata: '{"price":"2.50","orderId":"o-1","note":"for ada"}',
  purchase: { orderId: 'o-1', priceE4: 25_000n, quantity: 2, currency: 'EUR' },
};

test('an event is sent as its shop sent it, under its own id', () => {
  const { eventId, ...wire } = wireEventOf(purchase, null) as { eventId: string };
  assert.match(eventId, /^[0-9a-f-]{36}$/);
  assert.deepEqual(wire, {
    ...{ eventType: 'purchase', userId: 'ada@shop.example', productId: 'mug', sessionId: 'visit' },
    timestamp: '1970-01-01T00:00:01.000Z',
    metadata: { price: '2.5000', orderId: 'o-1', note: 'for ada', quantity: 2, currency: 'EUR' },
  });
});

test('pseudonymised, nothing of shopper, visit, order or free text is left', () => {
  const text = JSON.stringify(wireEventOf(purchase, rename));
  for (const said of ['ada@', '"visit"', 'o-1', uuidOfId(purchase.id)]) {
    assert.ok(!text.includes(said), said);
    assert.ok(JSON.stringify(wireEventOf(purchase, null)).includes(said), `control: ${said}`);
  }
  assert.match(text, /"userId":"user-16".*"sessionId":"session-5".*"orderId":"order-3"/);
});

test('a click keeps its placement and strategy', () => {
  const click = identifiedEvent({ type: 'recommendation_clicked', userId: 'ada', productId: 'mug', timestampMs: 0 });
  const { metadata } = wireEventOf(click, rename) as { metadata: object };
  assert.deepEqual(metadata, { placementId: 'home', strategy: 'trending' });
});
