import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { noPast, plainItem } from '#testing/plain.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from '../recommendations/answer-question.ts';
import { recommendationRoutes } from '../recommendations/recommendation-routes.ts';
import { widgetProductsRoute } from './widget-products-route.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-widget-products-'));
const trackingSecret = 'secret';
const metrics = createMetrics();
let app: ApiApp;
let shop: Shop;
let models: LiveModels;
let answer: Answerer;
let recorded: Exposure[] = [];
let counted = 0;

before(async () => {
  // The routes are made before what answers them.
  const answering = {
    answer: (...question: Parameters<Answerer>) => answer(...question),
    record: (exposure: Exposure) => void recorded.push(exposure),
    countRequests: () => void counted++,
    userHashes: createUserHashes(trackingSecret),
  };
  app = await openApiApp({
    extraRoutes: [
      widgetProductsRoute({
        ...answering,
        directory: { widgetAt: (tenantId, placementId) => app.directory.widgetAt(tenantId, placementId) },
      }),
      ...recommendationRoutes({
        ...answering,
        answerAsOf: noPast,
        directory: {
          tenant: (id) => app.directory.tenant(id),
          authenticateKey: (key) => app.directory.authenticateKey(key),
          tenantOfScope: (scope) => app.directory.tenantOfScope(scope),
          configVersion: (id) => app.directory.configVersion(id),
        },
      }),
    ],
  });
  shop = await createShop(app.url);
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  for (let n = 0; n < 12; n++) {
    const item = plainItem({ productId: `p${n}`, priceE4: 12_3400n });
    const change = { scope, ...item, op: 'put', item, receivedAtMs: Date.now(), createdAtMs: null } as const;
    await app.log.append('catalog', [{ key: catalogKey(scope, item.productId), value: encodeCatalogChange(change) }]);
  }
  models = await openLiveModels({
    log: app.log,
    snapshotDir: dir,
    logger: createSilentLogger(),
    onLost: (error) => assert.ifError(error),
  });
  await caughtUp(models);
  const control = app.directory;
  answer = createAnswerer({ models, cache: createAnswerCache(), metrics, trackingSecret, now: Date.now, control });
});
after(async () => {
  await models.close();
  await app.remove();
  rmSync(dir, { recursive: true });
});

type Got = { status: number; body: Json };
const shown = (placementId: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  ask(`${app.url}/api/v1/widgets/${placementId}/products?${new URLSearchParams({ key: shop.readKey, ...query })}`, {
    headers,
  }) as Promise<Got>;
const pricesOf = ({ body }: Got): Set<string> =>
  new Set(body.data.items.map(({ priceText }: Json) => priceText.replaceAll(/\s/g, ' ')));

test('one question has the look of a widget and as many products as it shows, as GET /recommendations answers them (FR-022)', async () => {
  const made = await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/widgets`, {
    token: shop.adminToken,
    body: { placementId: 'five', maxItems: 5, layout: 'list' },
  });
  assert.equal(made.status, 201);
  const { status, body } = await shown('five');
  assert.deepEqual([status, body.data.items.length], [200, 5]);
  const look = await ask(`${app.url}/api/v1/widgets/five`, { token: shop.readKey });
  assert.equal(
    JSON.stringify(body.data.look),
    JSON.stringify(look.body.data),
    'to the letter, since pages compare them',
  );
  const plain = await ask(`${app.url}/api/v1/recommendations?placementId=five&limit=5`, { token: shop.readKey });
  assert.deepEqual(
    body.data.items.map(({ priceText: _, ...item }: Json) => item),
    plain.body.data,
  );
  const { trackingToken: _one, requestId: _first, cached: _asked, ...meta } = body.meta;
  const { trackingToken: _two, requestId: _second, cached: _again, ...plainMeta } = plain.body.meta;
  assert.deepEqual(meta, plainMeta);
  assert.equal((await shown('other')).body.data.items.length, 8, 'control: the default');
});

test('prices and reasons are in the language of the page; a text that is none is no reason to refuse', async () => {
  assert.deepEqual(pricesOf(await shown('home', { locale: 'de-AT' })), new Set(['$ 12,34']));
  assert.deepEqual(pricesOf(await shown('home', {}, { 'accept-language': 'de-DE,en;q=0.5' })), new Set(['12,34 $']));
  for (const locale of ['en', 'x-klingon', 'a text', '\u00df'.repeat(300)]) {
    const got = await shown('home', { locale }, { 'accept-language': 'de' });
    assert.deepEqual([pricesOf(got), got.body.meta.locale], [new Set(['$12.34']), 'en'], locale);
  }
});

test('an answer about a shopper is recorded and counted, as any other', async () => {
  recorded = [];
  counted = 0;
  const { body } = await shown('home', { userId: 'ada', sessionId: 'visit' });
  assert.deepEqual([recorded.map(({ userId, placementId }) => [userId, placementId]), counted], [[['ada', 'home']], 1]);
  assert.ok(body.meta.trackingToken);
  await shown('home');
  assert.deepEqual([recorded.length, counted], [1, 2], 'control: nobody was named');
});

test('a HEAD shows nobody anything, so it is not recorded', async () => {
  recorded = [];
  for (const path of ['widgets/home/products', 'recommendations']) {
    const url = `${app.url}/api/v1/${path}?${new URLSearchParams({ userId: 'ada' })}`;
    const request = (method: string) => fetch(url, { method, headers: { authorization: `Bearer ${shop.readKey}` } });
    assert.equal((await request('HEAD')).status, 200, path);
    assert.equal(recorded.length, 0, path);
    await request('GET');
    assert.equal(recorded.length, 1, `control: ${path}`);
    recorded = [];
  }
});

test('the key may stand in the query of what pages ask, and nowhere else; it is in no log', async () => {
  const at = (path: string, key: string) => ask(`${app.url}/api/v1/${path}?key=${key}`, {});
  for (const path of ['widgets/home', 'widgets/home/products']) {
    assert.equal((await at(path, shop.readKey)).status, 200, path);
    assert.equal((await ask(`${app.url}/api/v1/${path}`, { token: shop.readKey })).status, 200, `${path}, in a header`);
    for (const wrong of ['', 'rk_live_wrong', `${shop.readKey}&key=${shop.readKey}`])
      assert.equal((await at(path, wrong)).status, 401, `${path} ${wrong}`);
    assert.equal((await ask(`${app.url}/api/v1/${path}`, {})).status, 401, `${path}, without one`);
  }
  assert.equal((await at('recommendations', shop.readKey)).status, 401);
  assert.equal((await at('catalog', shop.readKey)).status, 401);
  assert.equal(app.logged().includes(shop.readKey), false);
});

test('a page asks without a preflight, and reads the answer only at an allowed origin', async () => {
  const origin = 'https://shop.example';
  const { headers } = await ask(`${app.url}/api/v1/widgets/home/products?key=${shop.readKey}`, { headers: { origin } });
  assert.deepEqual(
    [headers.get('access-control-allow-origin'), headers.get('access-control-expose-headers')?.includes('Date')],
    [origin, true],
  );
  const body = { config: { allowedOrigins: ['https://another.example'] } };
  const changed = await ask(`${app.url}/api/v1/tenants/${shop.tenantId}`, {
    token: shop.adminToken,
    method: 'PUT',
    body,
  });
  assert.equal(changed.status, 200);
  assert.equal((await shown('home', {}, { origin })).status, 403);
  assert.equal((await shown('home', {}, { origin: 'https://another.example' })).status, 200, 'control');
});
