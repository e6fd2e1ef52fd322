import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventTypes } from '#schemas/events/index.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
let stored = 0;
const firstMs = Date.now() - 3_600_000;

before(async () => {
  app = await openApiApp();
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  for (let minute = 0; minute < 5; minute++) await store(ours, { minute });
  await store(ours, { minute: 2, type: 'purchase', userId: 'buyer', productId: 'teapot', flags: 3 });
  await store(ours, { minute: 1, space: 'test', userId: 'sandbox' });
  await store(theirs, { minute: 9 });
});
after(() => app.remove());

type Stored = {
  minute: number;
  type?: keyof typeof eventTypes;
  userId?: string;
  productId?: string;
  flags?: number;
  space?: 'live' | 'test';
};

/** A row as the loader writes it: the id begins with the event's time. */
async function store(
  shop: Shop,
  { minute, type = 'product_viewed', userId = 'shopper', productId = 'mug', flags = 0, space = 'live' }: Stored,
) {
  const atMs = firstMs + minute * 60_000;
  const id = atMs.toString(16).padStart(12, '0') + randomUUID().replaceAll('-', '').slice(12);
  await app.owner.query(
    `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id, metadata)
     VALUES ($1, $2, now(), $3, $4, 1, 0, $5, $6, $7, $8, '{"colour":"blue"}')`,
    [
      id,
      new Date(atMs),
      stored++,
      app.directory.tenant(shop.tenantId)!.scopes[space],
      eventTypes[type].code,
      flags,
      userId,
      productId,
    ],
  );
}
const list = async (query = '') =>
  (await ask(`${app.url}/api/v1/tenants/${ours.tenantId}/events${query}`, { token: ours.adminToken })).body;
const minutesOf = ({ data }: { data: { timestamp: string }[] }) =>
  data.map(({ timestamp }) => (Date.parse(timestamp) - firstMs) / 60_000);
const timeOf = (minute: number) => new Date(firstMs + minute * 60_000).toISOString();

test('stored events come newest first, in pages, of one tenant and space (FR-010)', async () => {
  const all = await list();
  assert.deepEqual(minutesOf(all), [4, 3, 2, 2, 1, 0]);
  assert.deepEqual(all.meta.total, 6);
  const page = await list('?limit=2&offset=4');
  assert.deepEqual([minutesOf(page), page.meta.total], [[1, 0], 6]);
  const sandbox = await list('?space=test');
  assert.deepEqual(
    sandbox.data.map(({ userId }: { userId: string }) => userId),
    ['sandbox'],
  );
});

test('a list is read on by the id that its page ends with, and events that come meanwhile change no later page', async () => {
  const minutes: number[] = [];
  let next = '';
  do {
    const page = await list(`?limit=2${next === '' ? '' : `&after=${next}`}`);
    minutes.push(...minutesOf(page));
    next = page.meta.next ?? '';
    if (minutes.length === 2) await store(ours, { minute: 9, userId: 'meanwhile' });
  } while (next !== '');
  await app.owner.query("DELETE FROM events WHERE user_id = 'meanwhile'");
  assert.deepEqual(minutes, [4, 3, 2, 2, 1, 0]);
  assert.equal((await list('?limit=6')).meta.next, undefined, 'control: there is no page behind the last');
  assert.equal((await list('?after=yesterday')).status, 400);
  assert.equal((await list('?follow&after=018f3c1e-7b1a-8c3e-9d2f-0a1b2c3d4e5f')).status, 400);
});

test('filters by type, user, product and time narrow it down', async () => {
  const [purchase] = (await list('?type=purchase')).data;
  assert.deepEqual(
    [purchase.eventType, purchase.userId, purchase.late, purchase.unknownProduct, purchase.metadata],
    ['purchase', 'buyer', true, true, { colour: 'blue' }],
  );
  assert.deepEqual([purchase.topic, purchase.log, purchase.partition, purchase.offset], ['events', 1, 0, '5']);
  assert.equal((await list('?userId=buyer')).meta.total, 1);
  assert.equal((await list('?productId=mug')).meta.total, 5);
  assert.deepEqual(minutesOf(await list(`?from=${timeOf(1)}&to=${timeOf(3)}`)), [2, 2, 1]);
  assert.equal((await list('?productId=mug&userId=buyer')).meta.total, 0);
});

test('times and types that are none are a 400', async () => {
  for (const query of ['?from=2026-12-31T23:59:60Z', '?from=yesterday', '?type=nothing', '?limit=101', '?follow=1'])
    assert.equal((await list(query)).status, 400, query);
  for (const to of [timeOf(1), timeOf(2)])
    assert.equal((await list(`?from=${timeOf(2)}&to=${to}`)).errors[0]?.message, '`from` must be before `to`.');
  assert.equal((await list('?from=0000-01-01T00:00:00Z')).meta.total, 6);
});

const ofShopper = (token: string, userId: string, query = '') =>
  ask(`${app.url}/api/v1/users/${encodeURIComponent(userId)}/events${query}`, { token });

test("a write key reads one shopper's events back, page by page, in its own space and tenant", async () => {
  const whole = await ofShopper(ours.writeKey, 'shopper');
  assert.deepEqual([whole.status, minutesOf(whole.body), whole.body.meta.total], [200, [4, 3, 2, 1, 0], 5]);
  const first = (await ofShopper(ours.writeKey, 'shopper', '?limit=2')).body;
  const second = (await ofShopper(ours.writeKey, 'shopper', `?limit=3&after=${first.meta.next}`)).body;
  assert.deepEqual([minutesOf(first), minutesOf(second), second.meta.next], [[4, 3], [2, 1, 0], undefined]);
  const bought = (await ofShopper(ours.writeKey, 'buyer', `?type=purchase&from=${timeOf(2)}`)).body;
  assert.deepEqual(
    bought.data.map(({ productId }: { productId: string }) => productId),
    ['teapot'],
  );
  for (const unknown of ['sandbox', 'nobody']) {
    const { status, body } = await ofShopper(ours.writeKey, unknown);
    assert.deepEqual([status, body.data, body.meta.total], [200, [], 0], unknown);
  }
  assert.deepEqual(minutesOf((await ofShopper(theirs.writeKey, 'shopper')).body), [9], 'control: another tenant');
});

test('neither a read key nor the page of a shop reads events back', async () => {
  assert.equal((await ofShopper(ours.readKey, 'shopper')).status, 403);
  assert.equal((await ofShopper(ours.adminToken, 'shopper')).status, 401);
  const headers = { authorization: `Bearer ${ours.writeKey}`, origin: 'https://shop.example' };
  const fromPage = async (path: string) =>
    (await fetch(`${app.url}/api/v1${path}`, { headers })).headers.get('access-control-allow-origin');
  assert.equal(await fromPage('/users/shopper/events'), null);
  assert.equal(await fromPage('/catalog'), 'https://shop.example', 'control');
  assert.equal((await ofShopper(ours.writeKey, 'a\u0000b')).status, 400);
});
