import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDecidedOverload } from '#testing/decided-overload.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask } from '#testing/shop.ts';

let app: IngestApp;
let calm = Promise.resolve();
const overload = createDecidedOverload('take');
before(async () => {
  app = await openIngestApp({ overload, whenCalm: () => calm });
});
after(() => app.remove());

const view = () => ({
  eventType: 'product_viewed',
  userId: 'ada',
  productId: 'mug',
  timestamp: new Date().toISOString(),
});
const post = (path: string, body: unknown) => ask(`${app.url}${path}`, { token: app.keys.write, body });
const onLog = async () => {
  const { partitions } = await app.log.describe('events');
  return partitions.reduce((sum, { low, high }) => sum + Number(high - low), 0);
};

test('what is refused for lack of time is a problem with Retry-After, nothing of it is on the log, and it counts against no limit', async () => {
  overload.verdict = 'refuse';
  const seconds = new Set<string | null>();
  for (const [path, body] of [
    ['/api/v1/events', view()],
    ['/api/v1/events/batch', [view()]],
    ['/api/v1/catalog/batch', { items: [{ productId: 'mug', name: 'Mug', category: 'Kitchen', price: 5 }] }],
  ] as const) {
    const { status, headers, body: problem } = await post(path, body);
    assert.equal(status, 503, path);
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.deepEqual([problem.status, problem.instance], [503, path]);
    assert.match(problem.detail, /nothing of this was done/);
    assert.equal(problem.meta.requestId, headers.get('x-request-id'));
    assert.equal(headers.get('ratelimit-remaining'), null);
    seconds.add(headers.get('retry-after'));
  }
  assert.equal(await onLog(), 0);
  for (const one of seconds) assert.match(one ?? '', /^[123]$/);
  overload.verdict = 'take';
  assert.equal((await post('/api/v1/events', view())).status, 202, 'control');
  assert.ok((await onLog()) > 0);
  assert.deepEqual(
    [overload.underWay.event.count, overload.underWay.batch.count],
    [0, 0],
    'all that was begun has ended',
  );
});

test('SDKs of other software are told so by a 429, as of any 503', async () => {
  overload.verdict = 'refuse';
  overload.judged = [];
  const call = { type: 'track', event: 'Product Viewed', userId: 'ada', properties: { product_id: 'mug' } };
  const one = await post('/v1/track', call);
  const many = await post('/v1/batch', { batch: [call] });
  assert.deepEqual([one.status, many.status], [429, 429]);
  const { tenantId } = app;
  assert.deepEqual(overload.judged, [
    { tenantId, load: 'event' },
    { tenantId, load: 'batch' },
  ]);
  overload.verdict = 'take';
});

test('who asks for no work of this kind is answered whatever is refused', async () => {
  overload.verdict = 'refuse';
  assert.equal((await ask(`${app.url}/openapi.json`)).status, 200);
  assert.equal((await post('/api/v1/catalog', { name: 'Mug' })).status, 400, 'one product');
  assert.equal((await post('/api/v1/events', view())).status, 503, 'control');
  assert.equal((await ask(`${app.url}/api/v1/events`, { token: 'rk_live_nobody', body: view() })).status, 401);
  overload.verdict = 'take';
});

test('a stream waits while there is no time for it, and is taken whole after that', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  calm = promise;
  const before = await onLog();
  const lines = Array.from({ length: 600 }, (_, n) => JSON.stringify({ ...view(), userId: `u${n}` })).join('\n');
  const sending = fetch(`${app.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson' },
    body: lines,
  });
  while ((await app.metric('event_streams_open')) === 0) await nextTurn();
  assert.equal((await post('/api/v1/events', view())).status, 202, 'control: events are taken meanwhile');
  assert.equal(await onLog(), before + 1);
  resolve();
  const last = JSON.parse((await (await sending).text()).trim().split('\n').at(-1) ?? '');
  assert.deepEqual([last.done, last.accepted], [true, 600]);
});
