import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TrackingClaims } from '#domain/access/tracking-token.ts';
import { decodeEventsRecord } from '#log/codec.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { ask, type Json } from '#testing/shop.ts';

let app: IngestApp;
let ids = 0;
before(async () => {
  app = await openIngestApp();
});
after(() => app.remove());

const shopper = () => `shopper-${++ids}`;
const now = () => new Date().toISOString();
const origin = 'https://shop.example';
/** As a page's `sendBeacon` sends it: a simple request, which needs no preflight. */
const track = (body: object, headers: Record<string, string> = { origin }) =>
  ask(`${app.url}/api/v1/track`, {
    body: { key: app.keys.read, ...body },
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
  });
const shown = (change: object = {}) => ({
  eventType: 'recommendation_clicked',
  productId: 'mug',
  timestamp: now(),
  ...change,
});
const tokenOf = (userId: string | null, change: Partial<TrackingClaims> = {}) =>
  app.trackingToken({ userId, ...change });

/** Events of this user on the log, in any partition. */
async function onLog(userId: string) {
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(
    partitions.map(({ partition, low }) => app.log.read('events', partition, low, { maxRecords: 1_000_000 })),
  );
  return batches
    .flatMap(({ records }) => records.map(({ value }) => decodeEventsRecord(value!)))
    .flatMap((record) => (record.kind === 'event' && record.event.userId === userId ? [record.event] : []));
}

test('under a token a click is of the shopper, placement, strategy and answer that the token names', async () => {
  const userId = shopper();
  const answer = await track({ token: tokenOf(userId), events: [shown()] });
  assert.deepEqual([answer.status, answer.body.data.accepted], [202, 1]);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  const [event, ...others] = await onLog(userId);
  assert.equal(others.length, 0);
  assert.deepEqual(
    [event?.type, event?.productId, event?.placementId, event?.strategy, event?.exposureId?.toString('hex')],
    ['recommendation_clicked', 'mug', 'home', 'trending_fallback', '07'.repeat(16)],
  );
});

test('a replayed token stores nothing twice: what was sent again is told, and answered 200', async () => {
  const userId = shopper();
  const beacon = { token: tokenOf(userId), events: [shown(), shown({ eventType: 'recommendation_impressed' })] };
  const [first, second] = [await track(beacon), await track(beacon)];
  assert.deepEqual([first.status, first.body.data.accepted], [202, 2]);
  assert.deepEqual([second.status, second.body.data.accepted, second.body.data.duplicates], [200, 0, 2]);
  assert.deepEqual(
    second.body.data.results.map(({ eventId }: { eventId: string }) => eventId),
    first.body.data.results.map(({ eventId }: { eventId: string }) => eventId),
  );
  assert.equal((await onLog(userId)).length, 2);
});

test('a forged token, one that has run out and one of another tenant or space are a 401, and store nothing', async () => {
  const userId = shopper();
  const token = tokenOf(userId);
  const [body = '', signature = ''] = token.split('.');
  const [bodyOfAnother = ''] = tokenOf(userId, { productIds: ['mug', 'pan', 'cup'] }).split('.');
  const refused = {
    forged: [`${bodyOfAnother}.${signature}`, `${body}.${signature.slice(1)}`, 'nonsense', ''],
    expired: [tokenOf(userId, { expiresAtMs: Date.now() - 1 })],
    foreign: [tokenOf(userId, { scope: 3 }), tokenOf(userId, { scope: 2 })],
  };
  for (const [why, tokens] of Object.entries(refused))
    for (const one of tokens) assert.equal((await track({ token: one, events: [shown()] })).status, 401, why);
  assert.equal((await track({ key: app.keys.foreign, token, events: [shown()] })).status, 401, 'of another key');
  assert.equal((await onLog(userId)).length, 0);
  assert.equal((await track({ token, events: [shown()] })).status, 202, 'control');
});

test('under a token each event stands for itself: of a product of the answer, and with nothing but product, type and time', async () => {
  const userId = shopper();
  const events = [
    shown({ productId: 'cup' }),
    shown({ userId: 'mallory' }),
    shown({ metadata: { strategy: 'mine' } }),
    shown({ eventType: 'product_viewed' }),
    shown({ eventType: 'purchase' }),
    null,
    shown({ productId: 'pan' }),
    shown({ timestamp: 'yesterday' }),
  ];
  const { status, body } = await track({ token: tokenOf(userId), events });
  assert.deepEqual([status, body.data.accepted, body.data.rejected], [202, 1, 7]);
  assert.deepEqual(
    body.data.results.map(({ status: one }: { status: string }, index: number) => [index, one]),
    events.map((_, index) => [index, index === 6 ? 'accepted' : 'rejected']),
  );
  assert.equal(body.data.results[0].errors[0].code, 'not_in_token');
  assert.equal(body.data.results[1].errors[0].path, '/userId');
  assert.deepEqual(
    (await onLog(userId)).map(({ productId }) => productId),
    ['pan'],
  );
});

test('nothing is seen before it is shown: an event from before the answer is refused, but for clocks that are a little behind', async () => {
  const userId = shopper();
  const ago = (minutes: number) => shown({ timestamp: new Date(Date.now() - minutes * 60_000).toISOString() });
  const { body } = await track({ token: tokenOf(userId), events: [ago(6), ago(60 * 24 * 30), ago(4)] });
  assert.deepEqual(
    body.data.results.map(
      ({ status, errors }: { status: string; errors?: { code: string }[] }) => errors?.[0]?.code ?? status,
    ),
    ['before_answer', 'before_answer', 'accepted'],
  );
});

test('the token of an answer to nobody counts for nobody', async () => {
  assert.equal((await track({ token: tokenOf(null), events: [shown()] })).status, 400);
});

test('without a token a page tells what shoppers do, and neither purchases nor what was recommended', async () => {
  const userId = shopper();
  const event = (eventType: string, metadata: object = {}) => ({
    eventType,
    userId,
    productId: 'mug',
    timestamp: now(),
    metadata,
  });
  const events = [
    ...['product_viewed', 'product_clicked', 'add_to_cart', 'remove_from_cart'].map((type) => event(type)),
    event('purchase', { price: 1 }),
    event('recommendation_clicked', { placementId: 'home' }),
    event('recommendation_impressed', { placementId: 'home' }),
    event('product_bought'),
    { ...event(''), eventType: 7 },
    { ...event(''), eventType: undefined },
    7,
  ];
  const { status, body } = await track({ events });
  assert.deepEqual([status, body.data.accepted, body.data.rejected], [202, 4, 7]);
  for (const { errors } of body.data.results.slice(4, 10)) {
    assert.match(errors[0].message, /product_viewed, product_clicked, add_to_cart, remove_from_cart/);
    assert.doesNotMatch(errors[0].message, /purchase|recommendation_/, 'what it would refuse');
  }
  assert.deepEqual(
    body.data.results.slice(4, 10).map(({ errors }: Json) => errors[0].code),
    [...new Array(5).fill('event_type_not_allowed'), 'required'],
  );
  const underToken = await track({ token: tokenOf(userId), events: [{ productId: 'pan' }] });
  assert.match(
    underToken.body.data.results[0].errors[0].message,
    /"recommendation_impressed" or "recommendation_clicked"/,
  );
  assert.deepEqual(
    (await onLog(userId)).map(({ exposureId }) => exposureId),
    [null, null, null, null],
  );
});

test('events of no page need a token', async () => {
  const events = [{ eventType: 'product_viewed', userId: shopper(), productId: 'mug' }];
  assert.equal((await track({ events }, {})).status, 403);
  assert.equal((await track({ token: tokenOf(shopper()), events: [shown()] }, {})).status, 202, 'control');
});

test('a body has a key, perhaps a token, and 1 to 100 events', async () => {
  const token = tokenOf(shopper());
  const wrong = [{ token, events: [] }, { token }, { token, events: {} }, { token: 7, events: [shown()] }];
  for (const body of [...wrong, { token, events: [shown()], userId: 'ada' }])
    assert.equal((await track(body)).status, 400, JSON.stringify(body));
  assert.equal((await track({ token, events: new Array(101).fill(shown()) })).status, 400);
  assert.equal((await track({ key: undefined, token, events: [shown()] })).status, 401);
  assert.equal(
    (
      await track({
        token,
        events: new Array(100).fill(null).map((_, n) => shown({ timestamp: new Date(n + 1e12).toISOString() })),
      })
    ).status,
    202,
    'control',
  );
});

test('a page may send JSON after a preflight; a body of another media type is a 415', async () => {
  const preflight = await fetch(`${app.url}/api/v1/track`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
  });
  assert.deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, origin]);
  assert.match(preflight.headers.get('access-control-allow-methods') ?? '', /POST/);
  const body = { token: tokenOf(shopper()), events: [shown()] };
  assert.equal((await track(body, { origin, 'content-type': 'application/json' })).status, 202);
  assert.equal((await track(body, { origin, 'content-type': 'text/csv' })).status, 415);
});

test('where the tenant demands it a page names only the shopper whose hash it has; a token needs none', async () => {
  const [userId, other] = [shopper(), shopper()];
  const event = (change: object) => ({ eventType: 'product_viewed', userId, productId: 'mug', ...change });
  const events = [
    event({ userHash: app.foreignUserHash(userId) }),
    event({}),
    event({ userHash: app.foreignUserHash(other) }),
    event({ userHash: 7 }),
  ];
  const { body } = await track({ key: app.keys.foreign, events });
  assert.deepEqual(
    body.data.results.map(({ status, errors }: { status: string; errors?: { code: string }[] }) => [
      status,
      errors?.[0]?.code,
    ]),
    [
      ['accepted', undefined],
      ['rejected', 'user_hash'],
      ['rejected', 'user_hash'],
      ['rejected', 'type'],
    ],
  );
  const token = tokenOf(userId, { scope: 3 });
  assert.equal((await track({ key: app.keys.foreign, token, events: [shown()] })).body.data.accepted, 1);
  assert.equal((await track({ events: [event({})] })).body.data.accepted, 1, 'control: another tenant does not');
});
