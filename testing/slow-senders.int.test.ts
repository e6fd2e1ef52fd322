import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { demoShopRoutes } from '#demo-shop/demo-shop-routes.ts';
import type { Route } from '#runtime/http/route.ts';
import { schemaRegistryRoutes } from '#runtime/http/schema-registry.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { consumesOf, type RouteAuth } from '#schemas/route-contract.ts';
import { type ApiApp, openApiApp } from './api-app.ts';
import { bodyBytes, drip } from './drip.ts';
import { createShop, type Shop } from './shop.ts';

const extraRoutes = [
  ...schemaRegistryRoutes(),
  ...demoShopRoutes({ shop: () => ({ isOpen: false, isFilling: false, why: '' }), logger: createSilentLogger() }),
];
let app: ApiApp;
let hastyUrl: string;
let shop: Shop;

before(async () => {
  const patience = { headersMs: 400, answerMs: 400, lineMs: 400, restMs: 400, kibibyteMs: 400, sweepMs: 50 };
  app = await openApiApp({ extraRoutes });
  hastyUrl = await app.serve(patience);
  shop = await createShop(app.url);
});
after(() => app.remove());

type Asked = Pick<Route, 'method' | 'path' | 'auth'> & { type: string; query: string };

function headOf({ method, path, auth, type, query }: Asked, { tenantId, writeKey, adminToken }: Shop | NoShop): string {
  const tokens: Partial<Record<RouteAuth, string | undefined>> = {
    admin: adminToken,
    internal: adminToken && app.internalApiKey,
  };
  const token = auth in tokens ? tokens[auth] : writeKey;
  const target = path.replaceAll(/:\w+/g, tenantId).replaceAll('*', 'x') + query;
  return [
    `${method} ${target} HTTP/1.1`,
    'Host: shop.example',
    `Content-Type: ${type}`,
    `Content-Length: ${bodyBytes}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...['', ''],
  ].join('\r\n');
}
type NoShop = { tenantId: string; writeKey?: undefined; adminToken?: undefined };
const nobody: NoShop = { tenantId: '00000000-0000-4000-8000-000000000001' };

const asked = (routes: readonly Route[]): Asked[] =>
  routes.map((route) => ({
    ...route,
    type: consumesOf(route)[0]!,
    query: route.path.endsWith('/import') ? `?format=google-feed${route.auth === 'admin' ? '&space=test' : ''}` : '',
  }));
const nowhere: Asked = { method: 'POST', path: '/api/v1/nothing', auth: 'public', type: 'application/json', query: '' };
/** Told by its status, or by the last line of an answer that has begun. */
const isToldLate = (said: string) =>
  /^HTTP\/1\.1 408 /.test(said) || /"done":false,"failure":"[^"]*(?:longer than|came within)/.test(said);

test('on every route, a body that comes a byte now and then is told to be late, and its connection ends', async () => {
  const withBody = asked(app.routes).filter(({ method }) => method !== 'GET');
  assert.ok(withBody.length > 50, 'the walk finds the routes');
  const told = await Promise.all(
    withBody.map(async (route) => [route, await drip(hastyUrl, headOf(route, shop))] as const),
  );
  assert.deepEqual(
    told.filter(([, said]) => !isToldLate(said)).map(([{ method, path }, said]) => `${method} ${path}: ${said}`),
    [],
  );
});

test('who is refused or answered before the body has come holds no connection by it', async () => {
  const told = await Promise.all(asked(app.routes).map((route) => drip(hastyUrl, headOf(route, nobody))));
  assert.match(await drip(hastyUrl, headOf(nowhere, shop)), /^HTTP\/1\.1 404 /, 'nothing is there');
  assert.ok(told.every((said) => said.startsWith('HTTP/1.1 ')));
  assert.ok(told.filter((said) => said.startsWith('HTTP/1.1 401')).length > 50, 'most were refused at once');
});

test('headers that come a byte now and then are a 408', async () => {
  assert.match(await drip(hastyUrl, 'GET /health HTTP/1.1\r\nHost: shop.example\r\nX-Slow: '), /^HTTP\/1\.1 408 /);
});

test('control: a server with patience waits for the rest, answers it, and goes on with the connection', async () => {
  const { hostname, port } = new URL(app.url);
  for (const by of [shop, nobody]) {
    const route = {
      method: 'POST',
      path: '/api/v1/events',
      auth: 'key_write',
      type: 'application/json',
      query: '',
    } as const;
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.on('data', (piece) => (said += piece));
    const answers = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => (said.match(/HTTP\/1\.1 /g) ?? []).length >= count && resolve();
        socket.on('data', look);
        look();
      });
    socket.write(headOf(route, by));
    for (const piece of ['{}', ' '.repeat(bodyBytes - 2)]) socket.write(piece);
    await answers(1);
    socket.write('GET /health HTTP/1.1\r\nHost: shop.example\r\n\r\n');
    await answers(2);
    assert.match(said, /^HTTP\/1\.1 40[01] [\s\S]*HTTP\/1\.1 200 /);
    socket.destroy();
  }
});
