import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { ask } from '#testing/shop.ts';

const minuteMs = 60_000;
const firstMs = Date.now() - 3 * 86_400_000;
let testDatabase: TestDatabase;
let owner: pg.Client;
let app: IngestApp;

before(async () => {
  testDatabase = await openTestDatabase();
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  await owner.query("INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'the one before', 4)");
  app = await openIngestApp({ databaseUrl: testDatabase.apiUrl });
});
after(async () => {
  await app.remove();
  await owner.end();
  await testDatabase.close();
});

type Change = { orderId?: string; lineId?: string | number; eventId?: string };
const purchase = (userId: string, afterMs: number, { orderId = 'o', lineId, eventId }: Change = {}) => ({
  eventType: 'purchase',
  userId,
  productId: 'mug',
  timestamp: new Date(firstMs + afterMs).toISOString(),
  ...(eventId === undefined ? {} : { eventId }),
  metadata: { price: 12.95, orderId, ...(lineId === undefined ? {} : { lineId }) },
});

const post = (path: string, body: unknown) => ask(`${app.url}/api/v1${path}`, { token: app.keys.write, body });
const postAll = async (bodies: readonly unknown[]) => {
  const statuses: number[] = [];
  for (const body of bodies) statuses.push((await post('/events', body)).status);
  return statuses;
};
const statusesOf = (results: readonly { status: string }[]) => results.map(({ status }) => status);

/** What is told of an order that is new, another line or order of it, or a day later: none of these is a duplicate. */
const controls = (userId: string) => [
  purchase(userId, minuteMs, { orderId: 'o2' }),
  purchase(userId, minuteMs, { lineId: 2 }),
  purchase(userId, 25 * 60 * minuteMs),
  purchase(`${userId} too`, minuteMs),
];

test('a thank-you page that is opened again answers as a duplicate of the event that told the order first', async () => {
  const first = await post('/events', purchase('ada', 0, { eventId: 'page-1' }));
  const again = await post('/events', purchase('ada', minuteMs, { eventId: 'page-2' }));
  assert.deepEqual([first.status, again.status, again.body.meta.duplicate], [202, 200, true]);
  assert.deepEqual(again.body.data, first.body.data);
  assert.deepEqual(await postAll(controls('ada')), [202, 202, 202, 202], 'control');
});

test('so it does after a restart, from the log', async () => {
  await post('/events', purchase('bob', 0));
  await app.restart();
  assert.deepEqual(await postAll([purchase('bob', minuteMs)]), [200]);
  assert.deepEqual(await postAll(controls('bob')), [202, 202, 202, 202], 'control');
});

test('and beyond the log from what is stored', async () => {
  const { body } = await post('/events', purchase('cyd', 0));
  const { eventId, timestamp } = body.data;
  await owner.query('SELECT ensure_month($1)', [timestamp]);
  await owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, quantity, price_e4, user_id, product_id, order_id)
     VALUES ($1, $2, now(), 0, $3, 1, 0, 5, 0, 1, 1, 'cyd', 'mug', 'o')`,
    [eventId, timestamp, app.scope],
  );
  await app.restart({ freshLog: true });
  const again = await post('/events', purchase('cyd', minuteMs));
  assert.deepEqual([again.status, again.body.data.eventId], [200, eventId]);
  assert.deepEqual(await postAll([purchase('cyd', 2 * minuteMs), ...controls('cyd')]), [200, 202, 202, 202, 202]);
});

test('two that come at once count once', async () => {
  const answers = await Promise.all([0, 1, 2, 3].map((n) => post('/events', purchase('dan', n * minuteMs))));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 202]);
  assert.equal(new Set(answers.map(({ body }) => body.data.eventId)).size, 1);
});

test('lines of one product in one order of a batch all count, and once', async () => {
  const batch = [0, 0, minuteMs].map((afterMs, n) => ({ ...purchase('eve', afterMs), eventId: `line-${n}` }));
  const first = await post('/events/batch', batch);
  assert.deepEqual(statusesOf(first.body.data.results), ['accepted', 'accepted', 'duplicate']);
  const again = await post('/events/batch', batch);
  assert.deepEqual(statusesOf(again.body.data.results), ['duplicate', 'duplicate', 'duplicate']);
});

test('so they do by the names that the shop has for a purchase, in each spelling and on each path', async () => {
  const own = (n: number, userId: string) => ({
    ...purchase(userId, 0, { eventId: `b-${n}` }),
    eventType: 'Bought It',
  });
  const call = (n: number, userId: string) => ({
    type: 'track',
    event: 'Bought It',
    userId,
    messageId: `b-${n}`,
    timestamp: new Date(firstMs).toISOString(),
    properties: { product_id: 'mug', order_id: 'o', price: 5 + n },
  });
  const postHog = (n: number, distinct_id: string) => {
    const { event, messageId: uuid, timestamp, properties } = call(n, distinct_id);
    return { event, distinct_id, uuid, timestamp, properties };
  };
  const sender = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/json' };
    const response = await fetch(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await response.json()) as { accepted: number }).accepted;
  };
  const batch = async (body: object) => (await post('/events/batch', body)).body.data.accepted;
  const ways: Record<string, () => Promise<number>> = {
    own: () => batch([own(0, 'own'), own(1, 'own'), own(1, 'own')]),
    'own, in an object': () => batch({ events: [own(0, 'object'), own(1, 'object'), own(1, 'object')] }),
    'calls of Segment in an array': () => batch([call(0, 'array'), call(1, 'array'), call(1, 'array')]),
    'a batch of Segment': () => batch({ batch: [call(0, 'batch'), call(1, 'batch'), call(1, 'batch')] }),
    "Segment's path": () => sender('/v1/batch', { batch: [call(0, 'path'), call(1, 'path'), call(1, 'path')] }),
    "PostHog's path": () => sender('/batch', { batch: [postHog(0, 'hog'), postHog(1, 'hog'), postHog(1, 'hog')] }),
  };
  for (const [way, send] of Object.entries(ways)) assert.equal(await send(), 2, way);
});

const segment = (messageId: string, afterMs: number, products: readonly object[]) => ({
  type: 'track',
  event: 'Order Completed',
  userId: 'fay',
  messageId,
  timestamp: new Date(firstMs + afterMs).toISOString(),
  properties: { order_id: 'o', products },
});
const ga4 = (afterMs: number, items: readonly object[]) => ({
  client_id: 'gus',
  timestamp_micros: (firstMs + afterMs) * 1000,
  events: [{ name: 'purchase', params: { transaction_id: 'o', items } }],
});

test("orders of Segment's and GA4's senders are told once too, with all of their lines", async () => {
  const products = [
    { product_id: 'mug', price: 5, quantity: 1 },
    { product_id: 'mug', price: 4, quantity: 2 },
    { product_id: 'pan', price: 30 },
  ];
  const items = products.map(({ product_id, ...item }) => ({ item_id: product_id, ...item }));
  const told = [segment('m-1', 0, products), segment('m-2', minuteMs, products), ga4(0, items), ga4(minuteMs, items)];
  const counts: number[][] = [];
  for (const body of told) {
    const { accepted, duplicates, rejected } = (await post('/events', body)).body.data;
    counts.push([accepted, duplicates, rejected]);
  }
  assert.deepEqual(counts, [
    [3, 0, 0],
    [0, 3, 0],
    [3, 0, 0],
    [0, 3, 0],
  ]);
});
