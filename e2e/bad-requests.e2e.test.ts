import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findHttpViolations } from '#testing/http-properties.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';

const seed = 20_261_121;
const requestsPerOperation = 25;

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
});
after(() => product.remove());

/** Operations that would end the tenant, or that take a password's 280 ms a request; both have tests of their own. */
const isLeftOut = ({ method, path }: { method: string; path: string }) =>
  (method === 'DELETE' && path.endsWith('/tenants/{id}')) || path.endsWith('/auth/signup');

test('random requests of every kind, on every route of the contract, get a problem that says what to do, and no 5xx (FR-026)', async () => {
  const { sent, violations } = await findHttpViolations({
    url: product.url,
    seed,
    requestsPerOperation,
    tokens: { adminToken: shop.adminToken, apiKey: shop.writeKey, internalKey: 'not the internal key of this product' },
    known: { id: [shop.tenantId], productId: ['mug'], userId: ['shopper-1'] },
    isLeftOut,
  });
  assert.deepEqual(violations, []);
  assert.ok(sent > 500, `${sent} requests were sent`);
});

test('control: what each kind of wrong request is told', async () => {
  // This test has a tenant of its own, since random requests may have suspended the other.
  shop = await createShop(product.url);
  const events = `${product.url}/api/v1/events`;
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    ask(events, { token: shop.writeKey, body, headers });
  const malformed = await post('{"eventType": nope}');
  assert.deepEqual([malformed.status, /position/.test(malformed.body.detail)], [400, true]);
  const unknown = await post({ eventType: 'product_viewed', userId: 'u', productId: 'p', colour: 'red' });
  assert.equal(unknown.status, 400);
  assert.match(JSON.stringify(unknown.body.errors), /colour/);
  const nul = await post({ eventType: 'product_viewed', userId: 'u\0', productId: 'p' });
  assert.equal(nul.status, 400);
  assert.equal((await post('<event/>', { 'content-type': 'text/xml' })).status, 415);
  assert.equal(
    (await post({ eventType: 'product_viewed', userId: 'u', productId: 'p', metadata: { a: 'x'.repeat(300_000) } }))
      .status,
    413,
  );
  assert.equal((await ask(`${product.url}/api/v1/events/batch`, { token: shop.writeKey, body: [] })).status, 400);
  assert.equal((await ask(`${product.url}/api/v1/recommendations?limit=51`, { token: shop.readKey })).status, 400);
  assert.equal((await ask(`${product.url}/nowhere`)).status, 404);
  assert.equal((await ask(events)).status, 405);
});
