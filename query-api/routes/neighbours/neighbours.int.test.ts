import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ApiKey } from '#domain/access/tenant.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { recordOf } from '#testing/facts.ts';
import { directoryOf, type ModelsServer, openModelsServer, tenantOfTests, tokenOf } from '#testing/models-server.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { neighbourRoutes } from './neighbour-routes.ts';

const [ours, theirs] = [tenantOfTests(), tenantOfTests({ scopes: { live: 3, test: 4 } })];
const keyOf = (space: ApiKey['space'], permissions: ApiKey['permissions'], of = ours): ApiKey => ({
  ...{ keyId: randomUUID(), tenantId: of.tenantId, scope: of.scopes[space], space, permissions },
  ...{ readsPerMinute: 1e9, writesPerMinute: 1e9 },
});
const keys = {
  rk_live_w: { key: keyOf('live', 'read_write'), tenant: ours },
  rk_live_r: { key: keyOf('live', 'read'), tenant: ours },
  rk_test_w: { key: keyOf('test', 'read_write'), tenant: ours },
  rk_live_theirs: { key: keyOf('live', 'read_write', theirs), tenant: theirs },
};

let server: ModelsServer;
let made = 0;

const touched = (userId: string, productIds: readonly string[], change = {}) =>
  productIds.map((productId) => {
    made += 1;
    const id = Buffer.alloc(16);
    id.writeUInt32BE(made, 12);
    return recordOf(plainEvent({ id, userId, productId, timestampMs: made * 1_000, ...change }));
  });
const bought = (userId: string, orderId: string, productIds: readonly string[]) =>
  touched(userId, productIds, {
    type: 'purchase',
    purchase: { orderId, priceE4: 1n, quantity: 1, currency: null },
  });

before(async () => {
  const directory = directoryOf(() => [ours, theirs], keys);
  server = await openModelsServer(directory, ({ models }) =>
    neighbourRoutes({ directory, models, now: () => 100_000 }),
  );
  await server.log.append(
    'catalog',
    ['mug', 'pot', 'tea', 'pan', 'new'].map((productId) => {
      const item = plainItem({ productId, name: productId });
      const change = { scope: 1, productId, op: 'put', item, receivedAtMs: 0, createdAtMs: null } as const;
      return { key: catalogKey(1, productId), value: encodeCatalogChange(change) };
    }),
  );
  await server.log.append('events', [
    ...touched('ada', ['mug', 'pot', 'gone']),
    ...touched('bob', ['mug', 'pot']),
    ...touched('cyd', ['mug', 'tea']),
    ...touched('dan', ['pan']),
    ...touched('test', ['mug', 'pot'], { scope: 2 }),
    ...bought('eve', 'o1', ['pot', 'tea']),
    ...bought('fay', 'o2', ['pot', 'tea']),
    ...bought('gus', 'o3', ['pot', 'tea', 'pan']),
    ...bought('hal', 'o4', ['pot', 'pan']),
  ]);
  await caughtUp(server.models);
});
after(() => server.close());

async function ask(path: string, token = 'rk_live_w', tenantId = ours.tenantId) {
  const url = `/api/v1/tenants/${tenantId}${path}`;
  const { statusCode: status, body } = await server.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return { status, ...JSON.parse(body) };
}
const ids = ({ data }: { data: { productId: string }[] }) => data.map(({ productId }) => productId);

test('a product has the neighbours of the strategy that is asked for, the nearest with score 1, and of the catalog alone', async () => {
  const byVisits = await ask('/items/mug/neighbours');
  assert.deepEqual([byVisits.meta.strategy, byVisits.data[0].productId, byVisits.data[0].score], ['session', 'pot', 1]);
  assert.equal(byVisits.data[0].evidence.kind, 'similar_visits');
  assert.equal(ids(byVisits).includes('gone'), false, 'the catalog lacks it');
  assert.equal(ids(byVisits).includes('mug'), false);
  const byOrders = await ask('/items/pot/neighbours?strategy=frequently_bought_together&limit=2');
  assert.deepEqual(ids(byOrders), ['tea', 'pan']);
  assert.deepEqual(byOrders.data[0].evidence.orders, 3);
  assert.ok(byOrders.data[1].score < 1);
  assert.deepEqual(ids(await ask('/items/pot/neighbours?strategy=frequently_bought_together&limit=1')), ['tea']);
});

test('a product without neighbours has none and says why; one that is not in the catalog is a 404 that says what to do', async () => {
  const none = await ask('/items/new/neighbours');
  assert.deepEqual([none.status, none.data], [200, []]);
  assert.deepEqual(none.meta.why, { reason: 'below_minimum', setting: 'minVisits', has: 0, needs: 1 });
  assert.equal((await ask('/items/mug/neighbours?strategy=content_based')).meta.why.reason, 'below_minimum');
  const unknown = await ask('/items/gone/neighbours');
  assert.equal(unknown.status, 404);
  assert.match(unknown.detail, /"gone".*PUT \/api\/v1\/catalog/);
  assert.equal((await ask('/items/mug/neighbours?limit=64')).status, 400);
  assert.equal((await ask('/items/mug/neighbours?strategy=trending')).status, 400);
});

test('a shopper has those of the most like products, by the cosine, with what both touched; never itself', async () => {
  const { data } = await ask('/users/bob/neighbours');
  assert.deepEqual(data[0], { userId: 'ada', score: 0.8165, shared: ['pot', 'mug'] });
  assert.equal(
    data.some(({ userId }: { userId: string }) => userId === 'bob' || userId === 'dan'),
    false,
  );
  assert.deepEqual((await ask('/users/bob/neighbours?limit=1')).data, [data[0]]);
  const unknown = await ask('/users/zoe/neighbours');
  assert.equal(unknown.status, 404);
  assert.match(unknown.detail, /"zoe".*POST \/api\/v1\/events/);
});

test('admins and keys that may write ask, each of their own tenant, and a key of its own space', async () => {
  for (const path of ['/items/mug/neighbours', '/users/bob/neighbours']) {
    assert.equal((await ask(path, tokenOf(ours.adminId))).status, 200, path);
    assert.equal((await ask(path, tokenOf(randomUUID()))).status, 404, path);
    assert.equal((await ask(path, 'rk_live_theirs')).status, 404, path);
    assert.equal((await ask(path, 'rk_live_r')).status, 403, path);
    assert.equal((await ask(path, 'rk_test_w')).status, 404, `${path}: the test space has neither`);
    assert.equal((await ask(path, 'rk_nonsense')).status, 401, path);
  }
  assert.equal((await ask('/users/test/neighbours', 'rk_test_w')).status, 200, 'control');
  assert.equal((await ask('/users/test/neighbours?space=test', tokenOf(ours.adminId))).status, 200);
});

test('a key that is asked for the other space is told so, and never answered from its own', async () => {
  const refused = await ask('/users/bob/neighbours?space=test', 'rk_live_w');
  assert.equal(refused.status, 403);
  assert.match(refused.detail, /This key is of the live space/);
  assert.equal((await ask('/users/test/neighbours?limit=1&space=live', 'rk_test_w')).status, 403);
  for (const [path, key] of [
    ['/users/bob/neighbours?space=live', 'rk_live_w'],
    ['/users/test/neighbours?space=test', 'rk_test_w'],
    ['/users/test/neighbours', 'rk_test_w'],
  ] as const)
    assert.equal((await ask(path, key)).status, 200, 'control: its own, named or not');
});
