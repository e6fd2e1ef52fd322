import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { findHttpViolations, type HttpPropertyOptions } from '#testing/http-properties.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let shop: Shop;
let options: HttpPropertyOptions;

/** Routes that break the promise, for the control. */
const broken: Route[] = [
  ['/control/throws', () => Promise.reject(new TypeError('oops'))] as const,
  [
    '/control/mute',
    async (_request: unknown, reply: { status(code: number): { send(body: string): unknown } }) =>
      reply.status(400).send('no'),
  ] as const,
].map(([path, handler]) => ({
  method: 'GET',
  path,
  auth: 'public',
  limit: 'none',
  summary: path,
  tag: 'Control',
  answers: { 200: Type.String() },
  handler: handler as Route['handler'],
}));

before(async () => {
  app = await openApiApp({ extraRoutes: broken });
  shop = await createShop(app.url);
  const limits = { readsPerMinute: 1_000_000, writesPerMinute: 1_000_000 };
  const created = await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/api-keys`, {
    token: shop.adminToken,
    body: { name: 'Fast', permissions: 'read_write', ...limits },
  });
  options = {
    url: app.url,
    seed: 20260301,
    requestsPerOperation: 40,
    tokens: { adminToken: shop.adminToken, apiKey: created.body.data.key, internalKey: app.internalApiKey },
    known: { id: [shop.tenantId], productId: ['mug'], userId: ['shopper-1'] },
    // The tenant must live on; what hashes passwords takes 280 ms a request and has tests of its own.
    isLeftOut: ({ method, path }) =>
      (method === 'DELETE' && path.endsWith('/tenants/{id}')) ||
      path.endsWith('/auth/signup') ||
      path.startsWith('/control/'),
  };
});
after(() => app.remove());

test('no random request makes a 5xx, and every refusal is a problem document', async () => {
  const { sent, violations } = await findHttpViolations(options);
  assert.ok(sent > 800, `${sent} requests`);
  assert.deepEqual(violations, []);
});

test('control: a route that fails, and one whose refusal is no problem document, are found', async () => {
  const { violations } = await findHttpViolations({
    ...options,
    requestsPerOperation: 5,
    isLeftOut: ({ path }) => !path.startsWith('/control/'),
  });
  assert.ok(
    violations.some((violation) => violation.includes('/control/throws') && violation.includes('answered 500')),
  );
  assert.ok(violations.some((violation) => violation.includes('is no problem document')));
});
