import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let ours: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  await store(ours, 'live', 'req-live');
  await store(ours, 'test', 'req-test');
});
after(() => app.remove());

/** A row as the loader writes it. */
const store = (
  shop: Shop,
  space: 'live' | 'test',
  requestId: string,
  { placement = 'home', exposureId = randomUUID() }: { placement?: string; exposureId?: string } = {},
) =>
  app.owner.query(
    `INSERT INTO exposures (exposure_id, served_at, "offset", scope, log, partition, is_fallback, request_id, user_id, placement_id, strategy,
                            experiment_id, variant, product_ids, question, versions)
     VALUES ($4, '2026-03-01T12:00:00Z', 0, $1, 1, 0, false, $2, 'ada', $3, 'trending',
             '0b6f4a52-5c1e-4d0e-9d52-1f2c3b4a5d6e', 'control', '{mug,pan}', '{"limit":2}', '{"model":"7"}')`,
    [app.directory.tenant(shop.tenantId)!.scopes[space], requestId, placement, exposureId],
  );
const read = (token: string, requestId = 'req-live') => ask(`${app.url}/api/v1/exposures/${requestId}`, { token });

test('an answer is read back by its request id: by its admin and by a write key', async () => {
  for (const token of [ours.adminToken, ours.writeKey]) {
    const { status, body } = await read(token);
    const { exposureId, ...data } = body.data;
    assert.match(exposureId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      [status, data],
      [
        200,
        {
          requestId: 'req-live',
          tenantId: ours.tenantId,
          space: 'live',
          userId: 'ada',
          servedAt: '2026-03-01T12:00:00.000Z',
          placementId: 'home',
          strategy: 'trending',
          isFallback: false,
          experiment: { id: '0b6f4a52-5c1e-4d0e-9d52-1f2c3b4a5d6e', variant: 'control' },
          productIds: ['mug', 'pan'],
          question: { limit: 2 },
          versions: { model: '7' },
          propensity: null,
        },
      ],
    );
  }
});

test('all answers under one request id are told, the newest as data: a caller may use its own id again', async () => {
  await store(ours, 'live', 'req-again', { placement: 'cart', exposureId: '00000000-0000-8000-8000-000000000001' });
  await store(ours, 'live', 'req-again', { placement: 'home', exposureId: '00000000-0000-8000-8000-000000000002' });
  await store(theirs, 'live', 'req-again');
  const { body } = await read(ours.writeKey, 'req-again');
  const placements = [body.data, ...body.meta.others].map(({ placementId }) => placementId);
  assert.deepEqual([placements, body.meta.total], [['home', 'cart'], 2]);
  const { meta } = (await read(ours.writeKey)).body;
  assert.deepEqual([meta.others, meta.total], [[], 1], 'control: an id that was used once');
});

test("another tenant's answer, another space's and one that was not given are a 404", async () => {
  for (const token of [theirs.adminToken, theirs.writeKey, ours.testKey]) assert.equal((await read(token)).status, 404);
  assert.equal((await read(ours.writeKey, 'req-test')).status, 404);
  assert.equal((await read(ours.adminToken, 'req-none')).status, 404);
  for (const token of [ours.testKey, ours.adminToken]) {
    const { status, body } = await read(token, 'req-test');
    assert.deepEqual([status, body.data?.space], [200, 'test'], 'control');
  }
});

test('a read key does not read what shoppers were answered', async () => {
  assert.equal((await read(ours.readKey)).status, 403);
});
