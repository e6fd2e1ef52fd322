import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTimeline } from './timeline.ts';

test('ids of events end in bits as evenly spread as those of real events, by which models find them', () => {
  const timeline = createTimeline();
  const events = 4_096;
  for (let n = 0; n < events; n++)
    timeline.add({
      ...{
        type: 'product_viewed',
        userId: `u${n % 7}`,
        productId: 'p',
        timestampMs: n,
        sessionId: null,
        orderId: null,
      },
    });
  const ids = Array.from({ length: events }, (_, place) => timeline.eventAt(place).id);
  assert.equal(new Set(ids.map((id) => id.toString('hex'))).size, events);
  const endings = new Set(ids.map((id) => id.readUInt32LE(12) % events));
  assert.ok(endings.size > events / 2, `${endings.size} different endings`);
});
