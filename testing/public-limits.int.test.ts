import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoShopRoutes } from '#demo-shop/demo-shop-routes.ts';
import { referenceRoutes } from '#runtime/http/reference.ts';
import type { Route } from '#runtime/http/route.ts';
import { schemaRegistryRoutes } from '#runtime/http/schema-registry.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type ApiApp, openApiApp } from './api-app.ts';

let app: ApiApp;

before(async () => {
  app = await openApiApp();
});
after(() => app.remove());

const everyRoute = (): Route[] => [
  ...app.routes,
  ...referenceRoutes(() => assert.fail('no document is made here')),
  ...schemaRegistryRoutes(),
  ...demoShopRoutes({ shop: () => assert.fail('no page is asked for here'), logger: createSilentLogger() }),
];
const unlimited = (routes: readonly Pick<Route, 'auth' | 'limit' | 'method' | 'path'>[]) =>
  routes
    .filter(({ auth, limit }) => auth === 'public' && typeof limit !== 'object')
    .map(({ method, path }) => `${method} ${path}`);

test('every route that asks for nobody has a limit by address', () => {
  const open = everyRoute().filter(({ auth }) => auth === 'public');
  for (const path of [
    '/api/v1/auth/signup',
    '/api/v1/auth/refresh',
    '/health',
    '/ready',
    '/openapi.json',
    '/reference',
    '/subjects',
  ])
    assert.ok(
      open.some((route) => route.path === path),
      `the walk finds ${path}`,
    );
  assert.deepEqual(unlimited(open), []);
});

test('control: a route without one is told', () => {
  assert.deepEqual(unlimited([{ auth: 'public', limit: 'none', method: 'GET', path: '/careless' }]), ['GET /careless']);
});
