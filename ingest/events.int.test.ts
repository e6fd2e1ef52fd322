import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeEventsRecord } from '#log/codec.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask } from '#testing/shop.ts';

let app: IngestApp;
let views = 0;

before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

/** A view that is its own event. */
function newView(over: Record<string, unknown> = {}): Record<string, unknown> {
  views += 1;
  return {
    eventType: 'product_viewed',
    userId: `shopper-${views}`,
    productId: 'mug',
    timestamp: new Date().toISOString(),
    ...over,
  };
}

const post = (body: unknown, options: { key?: string; path?: string; headers?: Record<string, string> } = {}) =>
  ask(`${app.url}/api/v1/events${options.path ?? ''}`, {
    method: 'POST',
    token: options.key ?? app.keys.write,
    body,
    headers: options.headers,
  });
const postBatch = (body: unknown) => post(body, { path: '/batch' });

/** Events of this user on the log, in any partition. */
async function onLog(userId: unknown) {
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(
    partitions.map(({ partition, low }) => app.log.read('events', partition, low, { maxRecords: 1_000_000 })),
  );
  return batches
    .flatMap(({ records }) => records.map(({ value }) => decodeEventsRecord(value!)))
    .flatMap((record) => (record.kind === 'event' && record.event.userId === userId ? [record.event] : []));
}

test('a new event answers 202 with its id and is on the log; its duplicate answers 200 and is not there twice (FR-007)', async () => {
  const view = newView();
  const [first, second] = [await post(view), await post(view)];
  assert.deepEqual([first.status, first.body.meta.duplicate], [202, false]);
  assert.deepEqual([second.status, second.body.meta.duplicate], [200, true]);
  assert.match(first.body.data.eventId, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(second.body.data, first.body.data);
  assert.equal((await onLog(view.userId)).length, 1);
});

test('concurrent requests with the same event are one event: one 202, the others 200', async () => {
  const view = newView();
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(view)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...new Array(19).fill(200), 202]);
  assert.equal((await onLog(view.userId)).length, 1);
});

test('control: another time, placement, order, event id or space is another event', async () => {
  const view = newView();
  const purchase = newView({ eventType: 'purchase', metadata: { price: 1, orderId: 'o-1' } });
  const shown = newView({ eventType: 'recommendation_impressed', metadata: { placementId: 'home' } });
  for (const [one, other] of [
    [view, { ...view, timestamp: new Date(Date.now() - 1_000).toISOString() }],
    [purchase, { ...purchase, metadata: { price: 1, orderId: 'o-2' } }],
    [shown, { ...shown, metadata: { placementId: 'cart' } }],
    [view, { ...view, eventId: 'e-1' }],
  ]) {
    await post(one);
    assert.equal((await post(other)).status, 202);
  }
  assert.equal((await post(view, { key: app.keys.test })).status, 202);
});

test('what is not told by the identity does not make another event: the first copy counts', async () => {
  const view = newView({ metadata: { page: 1 } });
  await post(view);
  assert.equal((await post({ ...view, metadata: { page: 2 }, sessionId: 's' })).status, 200);
});

test('lateness and unknown products are flagged in the answer and on the log', async () => {
  const late = newView({ timestamp: new Date(Date.now() - 25 * 3_600_000).toISOString(), productId: 'unheard-of' });
  const { body } = await post(late);
  assert.deepEqual([body.data.late, body.data.unknownProduct], [true, true]);
  const [stored] = await onLog(late.userId);
  assert.deepEqual([stored?.late, stored?.unknownProduct], [true, true]);
  const { body: fresh } = await post(newView());
  assert.deepEqual([fresh.data.late, fresh.data.unknownProduct], [false, false]);
});

test('an event without a time gets ours; a retry under its Idempotency-Key is the same event, without one it is new', async () => {
  const { timestamp: _, ...timeless } = newView();
  const headers = { 'idempotency-key': 'order-77' };
  const first = await post(timeless, { headers });
  const retry = await post(timeless, { headers });
  assert.deepEqual([first.status, retry.status], [202, 200]);
  assert.deepEqual(retry.body.data, first.body.data);
  assert.equal((await post({ ...timeless, eventId: 'order-77' })).status, 200);
  const concurrent = await Promise.all(
    Array.from({ length: 5 }, () => post(timeless, { headers: { 'idempotency-key': 'order-78' } })),
  );
  assert.deepEqual(concurrent.map(({ status }) => status).sort(), [200, 200, 200, 200, 202]);
  assert.equal((await post(timeless)).status, 202);
});

test('Segment and GA4 spellings are taken', async () => {
  const segment = {
    type: 'track',
    event: 'Product Viewed',
    userId: 'segment-user',
    messageId: 'm-1',
    timestamp: new Date().toISOString(),
    properties: { product_id: 'mug' },
  };
  assert.equal((await post(segment)).status, 202);
  assert.equal((await post(segment)).status, 200);
  const ga4 = {
    client_id: 'ga4-user',
    events: [{ name: 'add_to_cart', params: { items: [{ item_id: 'mug' }, { item_id: 'bowl' }] } }],
  };
  const payload = await post(ga4);
  assert.deepEqual([payload.status, payload.body.data.accepted], [202, 2]);
  const batch = await postBatch(ga4);
  assert.deepEqual([batch.status, batch.body.data.accepted], [202, 2]);
});

test('a bad event is a 400 that names each field and what to do', async () => {
  const { status, body, headers } = await post({ eventType: 'product_viewed', userId: '', colour: 'red' });
  assert.equal(status, 400);
  assert.match(headers.get('content-type') ?? '', /application\/problem\+json/);
  const codes = body.errors.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`).sort();
  assert.deepEqual(codes, ['/colour unknown_field', '/productId required', '/userId min_length']);
  for (const bad of [null, 7, 'text', [], {}, newView({ timestamp: 'yesterday' }), newView({ userId: 'a\0b' })])
    assert.equal((await post(JSON.stringify(bad), { headers: json })).status, 400, JSON.stringify(bad));
});

const json = { 'content-type': 'application/json' };

test('wrong access, type and size are 401, 403, 415 and 413; malformed JSON is a 400', async () => {
  assert.equal((await ask(`${app.url}/api/v1/events`, { body: newView() })).status, 401);
  assert.equal((await post(newView(), { key: 'rk_live_unknown' })).status, 401);
  const forbidden = await post(newView(), { key: app.keys.read });
  assert.equal(forbidden.status, 403);
  assert.equal(forbidden.body.detail, 'Insufficient permissions: write access required');
  assert.match(forbidden.body.errors[0].message, /Send a key with the permissions `read_write`/);
  assert.equal((await post('a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 415);
  assert.equal((await post(newView({ metadata: { text: 'x'.repeat(300_000) } }))).status, 413);
  assert.equal((await post('{"eventType":', { headers: json })).status, 400);
});

test('a batch takes the good and names the bad: accepted + duplicates + rejected = sent', async () => {
  const [a, b] = [newView(), newView()];
  await post(b);
  const { status, body } = await postBatch({ events: [a, { eventType: 'nonsense' }, b, a, 7] });
  assert.equal(status, 202);
  const { results, ...counts } = body.data;
  assert.deepEqual(counts, { accepted: 1, duplicates: 2, rejected: 2 });
  assert.deepEqual(
    results.map(({ index, status }: { index: number; status: string }) => [index, status]),
    [
      [0, 'accepted'],
      [1, 'rejected'],
      [2, 'duplicate'],
      [3, 'duplicate'],
      [4, 'rejected'],
    ],
  );
  assert.equal(results[1].errors[0].code, 'unknown_event_type');
  assert.equal((await onLog(a.userId)).length, 1);
});

test('a batch of bad events alone is a 202 too; none or more than 100 are a 400', async () => {
  assert.deepEqual((await postBatch([7])).body.data.rejected, 1);
  assert.equal((await postBatch(Array.from({ length: 100 }, () => newView()))).body.data.accepted, 100);
  for (const bad of [[], { events: [] }, Array.from({ length: 101 }, () => newView()), {}, { events: 7 }, 7])
    assert.equal((await postBatch(JSON.stringify(bad) && bad)).status, 400);
  assert.equal((await postBatch({ events: [newView()], more: 1 })).status, 400);
});

test('overlapping concurrent batches count each event once', async () => {
  const events = Array.from({ length: 60 }, () => newView());
  const answers = await Promise.all([
    postBatch(events.slice(0, 40)),
    postBatch(events.slice(20)),
    postBatch([...events].reverse()),
  ]);
  assert.equal(
    answers.reduce((sum, { body }) => sum + body.data.accepted, 0),
    60,
  );
});

test('a log that takes nothing is a 503 with Retry-After, and nothing is remembered of the event', async () => {
  const view = newView();
  await app.closeLog();
  const { status, headers } = await post(view);
  assert.deepEqual([status, headers.get('retry-after')], [503, '1']);
  assert.equal((await postBatch([view])).status, 503);
  await app.restart();
  assert.equal((await post(view)).status, 202);
});
