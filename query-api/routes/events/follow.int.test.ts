import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beforeAllEvents } from '#domain/events/event-cursor.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { type EventStream, openEventStream, type StreamedEvent } from '#testing/event-stream.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';
import { arrivalsPerPage, createEventArrivals } from './event-arrivals.ts';
import { maxFollowersPerTenant } from './event-routes.ts';
import { followEvents } from './follow-events.ts';

let app: ApiApp;
let processors: ApiProcessors;
let ours: Shop;
let theirs: Shop;
let sent = 0;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(async () => {
  await processors.close();
  await app.remove();
});

/** Sends views by as many shoppers, and returns their products, which no other call uses. */
async function post(
  count: number,
  { key = ours.writeKey, ...change }: { key?: string; [field: string]: unknown } = {},
) {
  const events = Array.from({ length: count }, () => {
    const n = ++sent;
    return { eventType: 'product_viewed', userId: `shopper-${n}`, productId: `product-${n}`, ...change };
  });
  for (let at = 0; at < count; at += 100) {
    const body = { events: events.slice(at, at + 100) };
    assert.equal((await ask(`${app.url}/api/v1/events/batch`, { token: key, body })).status, 202);
  }
  return events.map(({ productId }) => productId);
}
const urlOf = (query = '', shop = ours) => `${app.url}/api/v1/tenants/${shop.tenantId}/events?follow=true${query}`;
const follow = (query = '', lastEventId: string | null = null, shop = ours) =>
  openEventStream(urlOf(query, shop), { token: shop.adminToken, lastEventId });
const productsOf = (events: readonly StreamedEvent[]): string[] =>
  events.filter(({ event }) => event === 'message').map(({ data }) => data.productId);
const arrived = (stream: EventStream, count: number) => stream.until((all) => productsOf(all).length >= count);
const followers = async () => {
  const { body } = await ask(`${app.url}/internal/metrics`, { token: app.internalApiKey });
  return Number(/^event_followers (\d+)$/m.exec(body)?.[1]);
};

test('a stream begins now: each event that is stored from then on comes once, of one tenant and space (FR-010)', async () => {
  await post(3);
  await processors.drained();
  const [all, sandbox] = [await follow(), await follow('&space=test')];
  assert.equal(all.headers.get('content-type'), 'text/event-stream');
  const live = await post(5);
  await post(2, { key: theirs.writeKey });
  const inTest = await post(2, { key: ours.testKey });
  const repeated = { userId: 'twice', productId: 'twice', timestamp: new Date().toISOString() };
  await post(1, repeated);
  await post(1, repeated);
  await processors.drained();
  const last = await post(1);
  await Promise.all([arrived(all, 7), arrived(sandbox, 2)]);
  assert.deepEqual(productsOf(all.received).sort(), [...live, 'twice', ...last].sort());
  assert.deepEqual(productsOf(sandbox.received).sort(), inTest.sort());
  const [first] = all.received;
  assert.deepEqual([first?.event, first?.data], ['start', { follows: first?.id }]);
  const { data } = all.received[1]!;
  const listed = await ask(`${app.url}/api/v1/tenants/${ours.tenantId}/events?productId=${data.productId}`, {
    token: ours.adminToken,
  });
  assert.deepEqual(data, listed.body.data[0], 'as the list has it');
  await Promise.all([all.leave(), sandbox.leave()]);
});

test('filters by type, user, product and time hold while following', async () => {
  const [byUser, byProduct, byType, byTime] = [
    await follow('&userId=ada'),
    await follow('&productId=teapot'),
    await follow('&type=add_to_cart'),
    await follow(`&from=${new Date(Date.now() - 60_000).toISOString()}`),
  ];
  const [a] = await post(1, { userId: 'ada' });
  await post(1, { productId: 'teapot', timestamp: new Date(Date.now() - 3_600_000).toISOString() });
  const [c] = await post(1, { eventType: 'add_to_cart' });
  const streams = [byUser, byProduct, byType, byTime];
  await Promise.all([arrived(byUser, 1), arrived(byProduct, 1), arrived(byType, 1), arrived(byTime, 2)]);
  assert.deepEqual(
    streams.map(({ received }) => productsOf(received).sort()),
    [[a], ['teapot'], [c], [a!, c!].sort()],
  );
  await Promise.all(streams.map((stream) => stream.leave()));
});

test('a client that comes back with its last id has each event once, also those of its absence', async () => {
  const first = await follow();
  const begin = first.lastEventId();
  const before = await post(300);
  await arrived(first, 40);
  await first.leave();
  const [sofar, lastId] = [productsOf(first.received), first.lastEventId()];
  const meanwhile = await post(20);
  await processors.drained();
  const withoutId = await follow();
  const second = await follow('', lastId);
  const afterwards = await post(5);
  await arrived(second, 325 - sofar.length);
  await arrived(withoutId, 5);
  const all = [...before, ...meanwhile, ...afterwards].sort();
  assert.deepEqual([...sofar, ...productsOf(second.received)].sort(), all);
  // Controls: who comes back without an id, or with an earlier one, has too few or too many.
  assert.deepEqual(productsOf(withoutId.received).sort(), afterwards.sort());
  const again = await follow('', begin);
  await arrived(again, 325);
  assert.deepEqual(productsOf(again.received).sort(), all);
  await Promise.all([second, withoutId, again].map((stream) => stream.leave()));
});

test('an id moves on with what a filter leaves out, so that no client comes back to the begin', async () => {
  const stream = await follow('&userId=nobody');
  const first = stream.lastEventId();
  const products = await post(3);
  await waitFor(
    async () => stream.lastEventId() !== first,
    () => 'another id',
  );
  await processors.drained();
  assert.deepEqual(productsOf(stream.received), []);
  await stream.leave();
  const [all, behind] = [await follow('', first), await follow('', (await settled())!)];
  await arrived(all, 3);
  assert.deepEqual(productsOf(all.received).sort(), products.sort(), 'control: they are behind the first id');
  assert.deepEqual(productsOf(behind.received), []);
  await Promise.all([all.leave(), behind.leave()]);
});

/** The id of a stream that begins now. */
async function settled(): Promise<string | null> {
  const stream = await follow();
  await stream.leave();
  return stream.lastEventId();
}

test('an id that is none, or of another installation, and what an endless stream has none of, is a 400', async () => {
  const ok = (await settled())!;
  const [, tag] = ok.split('.');
  const strange = ['x', '1', ok.replace(tag!, 'ffffffff'), `9.${tag}.0`, `${ok}.0`];
  for (const id of [...strange, 'ü', 'x'.repeat(9_000)]) {
    const answer = await ask(urlOf(), { token: ours.adminToken, headers: { 'last-event-id': id } });
    const { path, code } = answer.body.errors?.[0] ?? {};
    assert.deepEqual([answer.status, path, code], [400, '/Last-Event-ID', 'unknown_id'], id);
  }
  for (const query of ['&limit=20', '&offset=0', '&to=2030-01-01T00:00:00Z']) {
    const answer = await ask(urlOf(query), { token: ours.adminToken });
    assert.deepEqual([answer.status, answer.body.errors[0].code], [400, 'not_with_follow'], query);
  }
  for (const query of ['follow=1', 'follow=true&from=yesterday', 'follow=true&type=nothing']) {
    const url = `${app.url}/api/v1/tenants/${ours.tenantId}/events?${query}`;
    assert.equal((await ask(url, { token: ours.adminToken })).status, 400, query);
  }
  // Controls.
  await (await follow('', ok)).leave();
  const short = await openEventStream(urlOf().replace('=true', ''), { token: ours.adminToken });
  await short.leave();
  const list = await ask(urlOf('&limit=1').replace('true', 'false'), { token: ours.adminToken });
  assert.equal(list.body.data.length, 1);
});

test('no more is read than the client takes: a page ahead', async () => {
  const arrivals = createEventArrivals(app.database);
  const from = (await arrivals.loaded()).at(-1)!;
  const products = await post(2 * arrivalsPerPage + 10);
  await processors.drained();
  let pages = 0;
  const leaving = new AbortController();
  const events = followEvents({
    arrivals: {
      ...arrivals,
      read(...question) {
        pages += 1;
        return arrivals.read(...question);
      },
    },
    question: { scope: app.directory.tenant(ours.tenantId)!.scopes.live, filter: {} },
    from,
    admit: async () => {},
    onOutage: (error) => assert.ifError(error),
    signal: leaving.signal,
  });
  const taken: string[] = [];
  for await (const { data } of events) {
    if (data !== undefined && 'productId' in (data as object)) taken.push((data as { productId: string }).productId);
    assert.equal(pages, Math.ceil(taken.length / arrivalsPerPage));
    // It would wait for more for ever; that it ends is what a client who leaves needs.
    if (taken.length === products.length) leaving.abort();
  }
  assert.deepEqual(taken.sort(), products.sort());
});

test('followers who ask the same share one answer of Postgres', async () => {
  const arrivals = createEventArrivals(app.database);
  const question = { scope: app.directory.tenant(ours.tenantId)!.scopes.live, filter: { userId: 'ada' } };
  const place = { log: 1, ranges: [{ partition: 0, from: 0n, before: 9n }] };
  const [one, same] = [arrivals.read(question, place), arrivals.read({ ...question }, { ...place })];
  assert.equal(one, same);
  assert.notEqual(one, arrivals.read({ ...question, filter: {} }, place), 'control: another question');
  assert.equal(arrivals.nextLook(), arrivals.nextLook());
  await one;
  assert.notEqual(arrivals.read(question, place), one, 'control: nothing is remembered');
});

test('a stream goes on in a log that takes the place of the former one', async () => {
  const own = (await settled())!;
  const stream = await follow();
  const scope = app.directory.tenant(ours.tenantId)!.scopes.live;
  const store = (product: string, log: number, offset: number) =>
    app.owner.query(
      `INSERT INTO events (event_id, event_time, received_at, "offset", scope, log, partition, type, flags, user_id, product_id)
       VALUES (gen_random_uuid(), now(), now(), $1, $2, $3, 0, 1, 0, 'u', $4)`,
      [offset, scope, log, product],
    );
  const { rows } = await app.owner.query<{ log: number }>(
    `INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'another log', 2) RETURNING log`,
  );
  const log = rows[0]!.log;
  await store('first-of-another-log', log, 0);
  await store('not-yet-loaded', log, 1);
  const load = (next: number) =>
    app.owner.query(
      `INSERT INTO consumer_offsets (consumer_group, topic, log, partition, next_offset) VALUES ('loader', 'events', $1, 0, $2)
       ON CONFLICT (consumer_group, topic, log, partition) DO UPDATE SET next_offset = excluded.next_offset`,
      [log, next],
    );
  await load(1);
  const back = await follow('', own);
  await Promise.all([arrived(stream, 1), arrived(back, 1)]);
  assert.deepEqual(productsOf(stream.received), ['first-of-another-log']);
  assert.deepEqual(productsOf(back.received), ['first-of-another-log'], 'an id of the former log holds');
  await load(2);
  await arrived(stream, 2);
  await Promise.all([stream.leave(), back.leave()]);
  await app.owner.query(`DELETE FROM consumer_offsets WHERE log = $1`, [log]);
  await app.owner.query(`DELETE FROM events WHERE log = $1`, [log]);
  await app.owner.query(`DELETE FROM logs WHERE log = $1`, [log]);
});

test('an erased shopper is in no stream any more, and neither is what retention has dropped', async () => {
  const begin = (await settled())!;
  await post(2, { userId: 'forgotten' });
  await processors.drained();
  const first = await follow('', begin);
  await arrived(first, 2);
  assert.match(JSON.stringify(first.received), /forgotten/, 'control');
  const url = `${app.url}/api/v1/tenants/${ours.tenantId}/users/forgotten`;
  assert.ok((await ask(url, { method: 'DELETE', token: ours.adminToken })).status < 300);
  await processors.drained();
  const [again, named] = [await follow('', begin), await follow('&userId=forgotten', begin)];
  const products = await post(1);
  await arrived(again, 3);
  assert.doesNotMatch(JSON.stringify(again.received), /forgotten/);
  assert.deepEqual(productsOf(named.received), []);
  await app.owner.query('DELETE FROM events');
  const dropped = await follow('', begin);
  products.push(...(await post(1)));
  await arrived(dropped, 1);
  assert.deepEqual(productsOf(dropped.received), products.slice(1));
  await Promise.all([first, again, named, dropped].map((stream) => stream.leave()));
});

test('while Postgres is away a stream stays open, and goes on where it was', async () => {
  const stream = await follow();
  const before = await post(2);
  await arrived(stream, 2);
  await app.cutDatabase();
  await waitFor(
    async () => app.logged().includes('events cannot be followed just now'),
    () => 'the outage in the log',
  );
  await app.restoreDatabase();
  const afterwards = await post(2);
  await arrived(stream, 4);
  assert.deepEqual(productsOf(stream.received).sort(), [...before, ...afterwards].sort());
  assert.equal(stream.isEnded(), false);
  await stream.leave();
});

test('a tenant has so many places; who leaves gives one back', async () => {
  const streams = await Promise.all(Array.from({ length: maxFollowersPerTenant }, () => follow()));
  const refused = await ask(urlOf(), { token: ours.adminToken });
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '5']);
  const other = await follow('', null, theirs);
  assert.equal(await followers(), maxFollowersPerTenant + 1);
  assert.equal(
    (await fetch(urlOf(), { method: 'HEAD', headers: { authorization: `Bearer ${ours.adminToken}` } })).status,
    429,
  );
  await streams[0]!.leave();
  await waitFor(
    async () => (await followers()) === maxFollowersPerTenant,
    () => 'a free place',
  );
  await (await follow()).leave();
  await Promise.all([other, ...streams].map((stream) => stream.leave()));
  await waitFor(
    async () => (await followers()) === 0,
    () => 'all places free',
  );
  assert.equal(
    (await fetch(urlOf(), { method: 'HEAD', headers: { authorization: `Bearer ${ours.adminToken}` } })).status,
    200,
  );
  await waitFor(
    async () => (await followers()) === 0,
    () => 'a HEAD keeps no place',
  );
});

test('who may not follow any more is told why: after a logout, and when the tenant is suspended or deleted', async () => {
  const shop = await createShop(app.url, 'Short');
  const tenant = `${app.url}/api/v1/tenants/${shop.tenantId}`;
  const login = async (): Promise<string> =>
    (await ask(`${app.url}/api/v1/auth/login`, { body: { email: shop.email, password: shop.password } })).body.data
      .accessToken;
  const endOf = async (stream: EventStream) => {
    await stream.until((all) => all.at(-1)?.event === 'end' && stream.isEnded());
    return stream.received.at(-1)!.data;
  };
  const staying = await follow('', null, shop);
  const token = await login();
  const loggedOut = await openEventStream(urlOf('', shop), { token });
  const { jti } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
  await app.owner.query(`INSERT INTO revoked_access_tokens VALUES ($1, now() + interval '1 hour')`, [jti]);
  assert.deepEqual(await endOf(loggedOut), {
    status: 401,
    detail: 'The session of this access token has ended: log in again.',
  });
  assert.equal(staying.isEnded(), false, 'control: another session goes on');

  await ask(tenant, { method: 'PUT', token: shop.adminToken, body: { status: 'suspended' } });
  const { status, detail } = await endOf(staying);
  assert.equal(status, 403);
  assert.match(detail, /^Tenant suspended/);
  assert.equal((await ask(urlOf('', shop), { token: shop.adminToken })).status, 403);
  await ask(tenant, { method: 'PUT', token: shop.adminToken, body: { status: 'active' } });
  const last = await follow('', null, shop);
  await ask(tenant, { method: 'DELETE', token: shop.adminToken });
  assert.deepEqual(await endOf(last), { status: 404, detail: 'There is no such tenant.' });
});

test('before the first event of the first log a stream has an id too', async () => {
  const fresh = await openApiApp();
  try {
    const shop = await createShop(fresh.url);
    const url = `${fresh.url}/api/v1/tenants/${shop.tenantId}/events?follow`;
    const stream = await openEventStream(url, { token: shop.adminToken });
    assert.equal(stream.lastEventId(), `${beforeAllEvents.log}.${beforeAllEvents.tag}`);
    const running = await openApiProcessors(fresh);
    const event = { eventType: 'product_viewed', userId: 'u', productId: 'very-first' };
    assert.equal((await ask(`${fresh.url}/api/v1/events`, { token: shop.writeKey, body: event })).status, 202);
    await arrived(stream, 1);
    await stream.leave();
    await running.close();
  } finally {
    await fresh.remove();
  }
});
