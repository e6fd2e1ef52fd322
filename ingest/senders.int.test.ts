import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask, type Json } from '#testing/shop.ts';

let app: IngestApp;
let calls = 0;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

function newView(over: Record<string, unknown> = {}) {
  calls += 1;
  const properties = { product_id: 'mug' };
  return { type: 'track', event: 'Product Viewed', userId: `u-${calls}`, messageId: `m-${calls}`, properties, ...over };
}
const newPostHogView = (over: Record<string, unknown> = {}) => {
  const { type: _, userId, messageId, ...view } = newView();
  return { ...view, distinct_id: userId, uuid: messageId, ...over };
};
const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });
const post = (path: string, body: unknown, headers: Record<string, string> = basic(app.keys.write)) =>
  ask(`${app.url}${path}`, { body, headers });
/** As RudderStack's Node SDK sends: gzip, by the name that axios gives to bytes. */
async function postGzip(body: Buffer, type = 'application/x-www-form-urlencoded') {
  const headers = { ...basic(app.keys.write), 'content-encoding': 'gzip', 'content-type': type };
  const answer = await fetch(`${app.url}/v1/batch`, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: answer.status, body: (await answer.json()) as Json };
}

test('the key may be where senders put it: user of Basic, Bearer, a header of its own, the body', async () => {
  const key = app.keys.write;
  const batch = () => ({ batch: [newView()] });
  const ways: [string, unknown, Record<string, string>][] = [
    ['/v1/batch', batch(), basic(key)],
    ['/v1/batch', batch(), { authorization: `Bearer ${key}` }],
    ['/v1/batch', batch(), { 'x-api-key': key }],
    ['/v1/batch', { ...batch(), writeKey: key }, {}],
    ['/batch/', { api_key: key, batch: [newPostHogView()] }, {}],
    ['/capture/', newPostHogView({ api_key: key }), {}],
    ['/capture', newPostHogView({ token: key }), {}],
  ];
  for (const [path, body, headers] of ways) {
    const answer = await post(path, body, headers);
    assert.deepEqual([answer.status, answer.body.accepted], [200, 1], JSON.stringify([path, headers, answer.body]));
  }
});

test('a key that is missing, unknown or of another kind is refused, wherever it stands', async () => {
  const body = { batch: [newView()] };
  const refused: [number, Record<string, string>, object?][] = [
    [401, {}],
    [401, basic('rk_live_of_nobody')],
    [401, {}, { writeKey: 'rk_live_of_nobody' }],
    [401, {}, { writeKey: 7 }],
    [403, basic(app.keys.read)],
    [403, {}, { writeKey: app.keys.read }],
    [403, basic(app.keys.suspended)],
  ];
  for (const [status, headers, more = {}] of refused)
    assert.equal(
      (await post('/v1/batch', { ...body, ...more }, headers)).status,
      status,
      JSON.stringify([headers, more]),
    );
  const { status } = await post('/api/v1/events', newView());
  assert.equal(status, 401, 'control: on our own paths Basic is no key');
});

test('gzip is read by any name that senders give it, and our own paths take none', async () => {
  const whole = { batch: [newView()] };
  for (const type of ['application/x-www-form-urlencoded', 'application/json; charset=utf-8', 'text/plain']) {
    const { status, body } = await postGzip(gzipSync(JSON.stringify({ batch: [newView()] })), type);
    assert.deepEqual([status, body.accepted], [200, 1], type);
  }
  const cut = gzipSync(JSON.stringify(whole)).subarray(0, -9);
  assert.match((await postGzip(cut)).body.detail, /ends too early/);
  assert.match((await postGzip(Buffer.from(JSON.stringify(whole)))).body.detail, /is not gzip/);
  assert.equal((await postGzip(gzipSync('{"batch":'))).status, 400);
  const unknown = await post('/v1/batch', whole, { ...basic(app.keys.write), 'content-encoding': 'br' });
  assert.equal(unknown.status, 415);
});

test('what unfolds to more than a request may hold is a 413', async () => {
  const zeros = Buffer.alloc(64 << 20);
  const bomb = gzipSync(zeros);
  assert.ok(bomb.length < 100_000, `${bomb.length} bytes`);
  assert.equal((await postGzip(bomb)).status, 413);
  const { status } = await postGzip(gzipSync(JSON.stringify({ batch: [newView({ context: 'x'.repeat(900_000) })] })));
  assert.equal(status, 200, 'control: a large one that fits');
});

test('calls that tell nothing of a product are ignored, in a batch and by their own path; what is not understood is refused', async () => {
  const identify = { type: 'identify', userId: 'ada', traits: { email: 'ada@shop.example' } };
  const page = { type: 'page', anonymousId: 'a', name: 'Home' };
  const odd = newView({ event: 'Wishlist Shared' });
  const { body } = await post('/v1/batch', { batch: [identify, newView(), page, odd, 7] });
  const { refusals, ...counts } = body;
  assert.deepEqual(counts, { success: true, accepted: 1, duplicates: 0, rejected: 2, ignored: 2 });
  assert.deepEqual(
    refusals.map(({ index, errors }: { index: number; errors: { code: string }[] }) => [index, errors[0]?.code]),
    [
      [3, 'unknown_event_type'],
      [4, 'type'],
    ],
  );
  for (const type of ['identify', 'page', 'screen', 'group', 'alias'])
    assert.equal((await post(`/v1/${type}`, { userId: 'ada' })).body.ignored, 1, type);
  const { type: _, ...view } = newView();
  assert.equal((await post('/v1/track', view)).body.accepted, 1);
  const own = [{ event: '$pageview', distinct_id: 'ada' }, newPostHogView()];
  const sent = await post('/batch', { api_key: app.keys.write, batch: own }, {});
  assert.deepEqual([sent.body.status, sent.body.accepted, sent.body.ignored], ['Ok', 1, 1]);
  for (const nothing of [{}, { batch: [] }, 7, null]) assert.equal((await post('/v1/batch', nothing)).status, 400);
});

test("the path of Segment's older SDKs and that of Java is that of a batch", async () => {
  const batch = [newView(), { type: 'identify', userId: 'ada' }];
  const { body } = await post('/v1/import', { batch });
  assert.deepEqual([body.accepted, body.ignored], [1, 1]);
  assert.equal((await post('/v1/batch', { batch })).body.duplicates, 1, 'sent again there');
});

test('a batch counts by its calls: 15 orders of 7 lines, which is what Segment flushes, and 2,500 calls', async () => {
  const order = () => {
    const products = Array.from({ length: 7 }, (_, n) => ({ product_id: `p-${n}`, price: n + 1 }));
    return newView({ event: 'Order Completed', properties: { order_id: `o-${calls}`, products } });
  };
  const orders = { batch: Array.from({ length: 15 }, order) };
  assert.equal((await post('/v1/batch', orders)).body.accepted, 105);
  const again = await post('/v1/batch', orders);
  assert.deepEqual([again.status, again.body.accepted, again.body.duplicates], [200, 0, 105]);
  const most = Array.from({ length: 2_500 }, () => newView());
  assert.equal((await post('/v1/batch', { batch: most })).body.accepted, 2_500);
  assert.equal((await post('/v1/batch', { batch: [...most, newView()] })).status, 400);
});

test("GA4's payloads are taken at its own path, by the key as `api_secret`; events that speak of no product are ignored", async () => {
  const timestamp_micros = `${Date.now()}000`;
  const collect = (events: object[], query = `?measurement_id=G-1&api_secret=${app.keys.write}`) =>
    post(`/mp/collect${query}`, { client_id: 'ga4-collect', timestamp_micros, events }, {});
  const items = [{ item_id: 'ga4-mug' }];
  const payload = [
    { name: 'view_item', params: { items } },
    { name: 'page_view' },
    { name: 'session_start', params: {} },
  ];
  const acceptedBefore = await app.metric('event_ingestion_throughput');
  const answer = await collect(payload);
  assert.deepEqual([answer.status, answer.body], [204, '']);
  assert.equal((await collect(payload)).status, 204, 'a retry');
  assert.equal(await app.metric('event_ingestion_throughput'), acceptedBefore + 1);
  assert.equal((await collect(payload, '?measurement_id=G-1')).status, 401);
  assert.equal((await collect(payload, `?api_secret=${app.keys.read}`)).status, 403);
  assert.equal((await collect([])).status, 400);
});

test('a tracker of Snowplow is taken at its own paths, by the key as the id of its application', async () => {
  const aid = app.keys.write;
  const line = (id: string) => ({
    e: 'ti',
    aid,
    eid: id,
    uid: 'snow',
    ti_id: 'o-snow',
    ti_sk: id,
    ti_pr: '1.5',
    ti_qu: '2',
  });
  const path = '/com.snowplowanalytics.snowplow/tp2';
  const payload = { schema: 'iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4' };
  const { body } = await post(path, { ...payload, data: [{ e: 'pv', aid, duid: 'd' }, line('cup'), line('jug')] }, {});
  assert.deepEqual([body.accepted, body.rejected, body.ignored], [2, 0, 1]);
  const pixel = await fetch(`${app.url}/i?${new URLSearchParams({ ...line('bowl'), dtm: String(Date.now()) })}`);
  assert.deepEqual([pixel.status, pixel.headers.get('content-type')], [200, 'image/gif']);
  assert.equal(
    Buffer.from(await pixel.arrayBuffer())
      .subarray(0, 6)
      .toString(),
    'GIF89a',
  );
  const unknown = { ...line('cup'), aid: 'shop' };
  assert.equal((await post(path, { ...payload, data: [unknown] }, {})).status, 401);
  assert.equal((await fetch(`${app.url}/i?${new URLSearchParams(unknown)}`)).status, 401);
});

test('an order whose extra properties are too many is taken without them, and says so', async () => {
  const order = (note: string) => {
    const products = [{ product_id: 'mug', price: 1.5, quantity: 2, description: note }];
    return newView({ event: 'Order Completed', properties: { order_id: `o-${calls}`, products } });
  };
  const body = { batch: [order('x'.repeat(5_000)), order('short')] };
  const { meta, data } = (await ask(`${app.url}/api/v1/events/batch`, { token: app.keys.write, body })).body;
  assert.deepEqual([data.accepted, meta.shortened], [2, 1]);
  assert.deepEqual(
    data.results.map(({ notes = [] }: Json) => notes.map(({ code }: Json) => code)),
    [['shortened'], []],
  );
  const own = { eventType: 'product_viewed', userId: 'u', productId: 'mug', metadata: { note: 'x'.repeat(5_000) } };
  const refused = await ask(`${app.url}/api/v1/events`, { token: app.keys.write, body: own });
  assert.equal(refused.body.errors[0].code, 'metadata_too_large', 'control: our own spelling');
});

test('PostHog sets clocks right by its own `sent_at`', async () => {
  const aheadMs = 20 * 60_000;
  const ahead = new Date(Date.now() + aheadMs).toISOString();
  const event = newPostHogView({ timestamp: ahead });
  const { body } = await post('/batch', { api_key: app.keys.write, batch: [event], sent_at: ahead }, {});
  assert.equal(body.accepted, 1);
  const silent = await post('/batch', { api_key: app.keys.write, batch: [newPostHogView({ timestamp: ahead })] }, {});
  assert.equal(silent.body.refusals[0].errors[0].code, 'timestamp_in_future', 'control');
});

test('where our own paths answer 503, senders are answered 429 and told when to come back', async () => {
  await app.closeLog();
  const answer = await post('/v1/batch', { batch: [newView()] });
  assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1']);
  const own = await ask(`${app.url}/api/v1/events`, { token: app.keys.write, body: newView() });
  assert.equal(own.status, 503, 'control');
  await app.restart();
  assert.equal((await post('/v1/batch', { batch: [newView()] })).status, 200);
});

test('names that the shop has set are taken as it says, and those that it ignores are no refusals', async () => {
  const named = (event: string) => newView({ event });
  const { body } = await post('/v1/batch', {
    batch: [named('Looked Closely'), named('Song Played'), named('Song Sung')],
  });
  assert.deepEqual([body.accepted, body.ignored, body.rejected], [1, 1, 1]);
  assert.deepEqual(
    body.refusals.map(({ index, errors }: Json) => [index, errors[0].code]),
    [[2, 'unknown_event_type']],
  );
});
