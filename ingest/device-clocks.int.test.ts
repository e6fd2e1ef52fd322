import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask } from '#testing/shop.ts';

let app: IngestApp;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

const minuteMs = 60_000;
let calls = 0;
/** A call of a device whose clock is ahead by so much, of something that happened three minutes ago. */
function newCall(aheadMs: number, over: Record<string, unknown> = {}) {
  calls += 1;
  const sentMs = Date.now() + aheadMs;
  return {
    type: 'track',
    event: 'Product Viewed',
    userId: `shopper-${calls}`,
    messageId: `m-${calls}`,
    timestamp: new Date(sentMs - 3 * minuteMs).toISOString(),
    sentAt: new Date(sentMs).toISOString(),
    properties: { product_id: 'mug' },
    ...over,
  };
}
const post = (body: unknown) => ask(`${app.url}/api/v1/events`, { token: app.keys.write, body });
const off = (timestamp: string) => Math.abs(Date.now() - 3 * minuteMs - Date.parse(timestamp));

test('a device 20 minutes ahead or behind loses nothing: its events count by our clock, and say so', async () => {
  for (const aheadMs of [20 * minuteMs, -20 * minuteMs]) {
    const { status, body } = await post(newCall(aheadMs));
    assert.deepEqual([status, body.meta.clockCorrected, body.meta.notes[0].code], [202, 1, 'clock_corrected']);
    assert.ok(off(body.data.timestamp) < 2 * minuteMs, body.data.timestamp);
  }
  const { sentAt: _, ...silent } = newCall(20 * minuteMs);
  assert.equal((await post(silent)).status, 400, 'control: without `sentAt` it is in the future');
});

test('a retry counts once, whenever it is sent again', async () => {
  const call = newCall(20 * minuteMs);
  const first = await post(call);
  const sentAgain = { ...call, sentAt: new Date(Date.parse(call.sentAt) + 90_000).toISOString() };
  for (const retry of [call, sentAgain]) {
    const { status, body } = await post(retry);
    assert.deepEqual([status, body.data.eventId], [200, first.body.data.eventId]);
  }
  await app.restart();
  assert.equal((await post(sentAgain)).status, 200, 'after a restart too');
});

test('`sentAt` of a batch is that of its calls, and a clock that is right changes nothing', async () => {
  const { sentAt, ...call } = newCall(20 * minuteMs);
  const batch = await ask(`${app.url}/api/v1/events/batch`, {
    token: app.keys.write,
    body: { batch: [call], sentAt },
  });
  assert.deepEqual([batch.body.data.accepted, batch.body.meta.clockCorrected], [1, 1]);
  const right = newCall(0);
  const { body } = await post(right);
  assert.deepEqual([body.data.timestamp, body.meta.clockCorrected], [right.timestamp, undefined]);
  const relayed = newCall(-20 * minuteMs, { receivedAt: new Date().toISOString() });
  assert.equal((await post(relayed)).body.data.timestamp, relayed.timestamp, 'what Segment has corrected stays');
});
