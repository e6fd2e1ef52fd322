import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeEventsRecord } from '#log/codec.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';

const newView = () => ({
  eventType: 'product_viewed',
  userId: `shopper-${randomUUID()}`,
  productId: 'mug',
  timestamp: new Date().toISOString(),
});
const postTo = (app: IngestApp, body: unknown, path = '/events') =>
  ask(`${app.url}/api/v1${path}`, { token: app.keys.write, body });

/** Returns the last answer of an app with a short deadline: on a busy machine the log may be late without stalling. */
async function answerOf(app: IngestApp, body: unknown, path?: string): Promise<number> {
  for (;;) {
    const { status } = await postTo(app, body, path);
    if (status !== 503) return status;
  }
}

/** The ids of all events on the log, in hex. */
async function idsOnLog({ log }: IngestApp): Promise<string[]> {
  const { partitions } = await log.describe('events');
  const batches = await Promise.all(partitions.map(({ partition, low }) => log.read('events', partition, low)));
  return batches.flatMap(({ records }) =>
    records.flatMap(({ value }) => {
      const decoded = value === null ? null : decodeEventsRecord(value);
      return decoded?.kind === 'event' ? [decoded.event.id.toString('hex')] : [];
    }),
  );
}

describe('while the log stalls', () => {
  let hasty: IngestApp;
  let patient: IngestApp;
  before(async () => {
    hasty = await openIngestApp({ appendLimits: { maxBytes: 1 << 20, deadlineMs: 50 } });
    patient = await openIngestApp({ appendLimits: { maxBytes: 100, deadlineMs: 3_600_000 } });
  });
  after(async () => {
    await hasty.remove();
    await patient.remove();
  });

  test('an event past its deadline is a 503 with Retry-After; what became of it later makes a retry no other event', async () => {
    const view = newView();
    const { resume } = hasty.stallLog();
    const [first, duplicate] = await Promise.all([postTo(hasty, view), postTo(hasty, view)]);
    assert.deepEqual([first.status, duplicate.status], [503, 503]);
    assert.equal(first.headers.get('retry-after'), '1');
    resume();
    await waitFor(
      async () => (await idsOnLog(hasty)).length === 1,
      () => 'the append that was given up',
    );
    assert.equal(await answerOf(hasty, view), 202, 'it was not acknowledged, and no hint may say so');
    assert.equal(await answerOf(hasty, view), 200, 'control: now it is');
    const ids = await idsOnLog(hasty);
    assert.ok(ids.length >= 2, 'what was given up, and what was sent again');
    assert.equal(new Set(ids).size, 1, 'the loader stores one id once');
  });

  test('whatever is appended for a request answers 503: batches, streams, erasures, the catalog', async () => {
    const { resume } = hasty.stallLog();
    const item = { productId: 'mug', name: 'Mug', category: 'Kitchen', price: 5 };
    const { write: token } = hasty.keys;
    assert.equal((await postTo(hasty, [newView()], '/events/batch')).status, 503);
    assert.equal((await postTo(hasty, item, '/catalog')).status, 503);
    const erasure = `${hasty.url}/api/v1/tenants/${hasty.tenantId}/users/u`;
    assert.equal((await ask(erasure, { method: 'DELETE', token })).status, 503);
    const stream = await fetch(`${hasty.url}/api/v1/events/stream`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: `${JSON.stringify(newView())}\n`,
    });
    const last = JSON.parse((await stream.text()).trim().split('\n').at(-1) ?? '');
    assert.deepEqual([last.done, last.durableThrough], [false, 0]);
    resume();
    await waitFor(
      async () => hasty.appends.bytes === 0,
      () => 'an empty queue',
    );
    assert.equal(await answerOf(hasty, [newView()], '/events/batch'), 202, 'control');
  });

  test('beyond the size of the queue an event is a 503 at once, and what waits is accepted when the log goes on', async () => {
    const { resume } = patient.stallLog();
    const first = postTo(patient, newView());
    await waitFor(
      async () => patient.appends.bytes > 0,
      () => 'a queue',
    );
    const beyond = newView();
    const refused = await postTo(patient, beyond);
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1']);
    resume();
    assert.equal((await first).status, 202);
    assert.equal((await postTo(patient, beyond)).status, 202);
  });
});
