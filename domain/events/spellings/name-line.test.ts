import assert from 'node:assert/strict';
import test from 'node:test';
import { normaliseWireEvent } from './index.ts';
import { type LineName, nameLine } from './name-line.ts';

const name: LineName = { eventId: 'file:7', timestamp: '2026-03-01T12:00:00.000Z' };
const properties = { product_id: 'p' };
const anonymous: Record<string, object> = {
  ours: { eventType: 'product_viewed', userId: 'u', productId: 'p', timestamp: null, eventId: '' },
  Segment: { type: 'track', event: 'Product Viewed', userId: 'u', properties },
  PostHog: { event: 'Product Viewed', distinct_id: 'u', properties },
  GA4: { client_id: 'u', events: [{ name: 'view_item', params: { items: [{ item_id: 'p' }] } }] },
};
const wireOf = (sent: unknown) => normaliseWireEvent(sent)[0]?.wire as { eventId?: string; timestamp?: string };

for (const [spelling, sent] of Object.entries(anonymous))
  test(`a line in the spelling ${spelling} without time and id is known by its name`, () => {
    const { eventId, timestamp } = wireOf(nameLine(sent, name));
    assert.equal(timestamp, name.timestamp);
    assert.equal(eventId, spelling === 'GA4' ? undefined : name.eventId);
    assert.equal(wireOf(sent).timestamp ?? undefined, undefined, 'control');
  });

test('a line with a time or an id of its own stays as it is, and so does what is no event', () => {
  const { ours, Segment, PostHog, GA4 } = anonymous;
  const named = [
    { ...ours, timestamp: '2026-01-01T00:00:00Z' },
    { ...ours, eventId: 'mine' },
    { ...Segment, originalTimestamp: '2026-01-01T00:00:00Z' },
    { ...Segment, messageId: 'm' },
    { ...PostHog, uuid: 'm' },
    { ...PostHog, properties: { ...properties, timestamp: '2026-01-01T00:00:00Z' } },
    { ...GA4, timestamp_micros: 1 },
    { ...GA4, events: [{ name: 'view_item', timestamp_micros: 1 }] },
    null,
    5,
    [ours],
  ];
  for (const sent of named) assert.equal(nameLine(sent, name), sent);
});

test('without a time the line gets its id alone', () => {
  const { eventId, timestamp } = wireOf(nameLine(anonymous.ours, { eventId: 'key:1' }));
  assert.deepEqual([eventId, timestamp ?? null], ['key:1', null]);
  assert.equal(nameLine(anonymous.GA4, { eventId: 'key:1' }), anonymous.GA4);
});
