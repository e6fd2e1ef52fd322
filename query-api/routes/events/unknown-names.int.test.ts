import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openUnknownNameCounts } from '#stores/unknown-names/count-unknown-names.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;
const dayMs = 86_400_000;

before(async () => {
  app = await openApiApp();
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(() => app.remove());

const scopeOf = (shop: Shop, space: 'live' | 'test' = 'live') => app.directory.tenant(shop.tenantId)!.scopes[space];
const list = async (shop: Shop, query = ''): Promise<Json[]> =>
  (await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/events/unknown-names${query}`, { token: shop.adminToken }))
    .body.data;
const brief = (names: Json[]) => names.map(({ kind, name, events }) => [kind, name, events]).sort();
const unexpected = (error: unknown): never => assert.fail(String(error));

test('names that were refused are counted, each in its own tenant and space', async () => {
  const view = { eventType: 'product_viewed', userId: 'ada', productId: 'mug' };
  const sent = [
    view,
    { ...view, eventType: 'wishlist_added' },
    { ...view, eventType: 'wishlist_added', colour: 'red' },
  ];
  await ask(`${app.url}/api/v1/events/batch`, { token: ours.writeKey, body: sent });
  await ask(`${app.url}/api/v1/events`, { token: ours.writeKey, body: { ...view, colour: 'red' } });
  await waitFor(
    async () => (await list(ours)).length === 2,
    () => 'the names to be written',
  );
  assert.deepEqual(brief(await list(ours)), [
    ['event_type', 'wishlist_added', 2],
    ['field', 'colour', 1],
  ]);
  assert.deepEqual(await list(ours, '?space=test'), []);
  assert.deepEqual(await list(theirs), [], 'control');
});

test('other reasons are counted with what was said and sent, which tells of no shopper, and names crowd none out', async () => {
  const counts = openUnknownNameCounts(app.database, unexpected);
  const scope = scopeOf(ours, 'test');
  for (let n = 0; n < 60; n += 1) counts.note(scope, 'event_type', `made up ${n}`);
  for (const example of ['"1 EUR"', '"2 EUR"'])
    counts.note(scope, 'reason', 'invalid_price metadata.price', { message: 'Send `price`.', example });
  await counts.close();
  const reasons = (await list(ours, '?space=test')).filter(({ kind }) => kind === 'reason');
  assert.deepEqual(
    reasons.map(({ name, events, message, example }) => [name, events, message, example]),
    [['invalid_price metadata.price', 2, 'Send `price`.', '"2 EUR"']],
  );
});

test('instances add up, days are told apart, and old ones go with the next write', async () => {
  const nowMs = Date.now();
  const write = async (atMs: number, times: number) => {
    const counts = openUnknownNameCounts(app.database, unexpected, () => atMs);
    for (let n = 0; n < times; n += 1) counts.note(scopeOf(theirs), 'event_type', 'seen');
    await counts.close();
  };
  await write(nowMs - 2 * dayMs, 3);
  await write(nowMs, 2);
  await write(nowMs, 1);
  const [seen] = await list(theirs);
  assert.equal(seen.events, 6);
  assert.deepEqual(
    seen.days.map(({ events }: Json) => events),
    [3, 3],
  );
  assert.deepEqual(brief(await list(theirs, '?days=2')), [['event_type', 'seen', 3]]);
  assert.equal(
    (
      await ask(`${app.url}/api/v1/tenants/${theirs.tenantId}/events/unknown-names?days=31`, {
        token: theirs.adminToken,
      })
    ).status,
    400,
  );

  await app.owner.query('UPDATE unknown_names SET day = day - 40 WHERE scope = $1 AND events = 3', [scopeOf(theirs)]);
  await write(nowMs, 1);
  const { rows } = await app.owner.query('SELECT FROM unknown_names WHERE scope = $1', [scopeOf(theirs)]);
  assert.equal(rows.length, 3);
});

test('whoever sends random names fills no table: the first fifty of a day are counted, and long ones are cut off', async () => {
  const counts = openUnknownNameCounts(app.database, unexpected);
  const scope = scopeOf(theirs, 'test');
  counts.note(scope, 'field', 'x'.repeat(1_000));
  for (let n = 0; n < 1_000; n += 1) counts.note(scope, 'event_type', `random ${n}`);
  for (let n = 0; n < 3; n += 1) counts.note(scope, 'event_type', 'random 0');
  counts.note(scope, 'field', 'nul \0');
  await counts.close();
  const names = await list(theirs, '?space=test');
  assert.equal(names.length, 50);
  assert.equal(names.find(({ kind }) => kind === 'field').name, 'x'.repeat(64));
  assert.equal(names.find(({ name }) => name === 'random 0').events, 4, 'control: a known name is counted on');
});
