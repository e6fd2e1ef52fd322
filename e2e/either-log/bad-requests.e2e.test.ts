import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readOperations } from '#testing/http-operations.ts';
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

test('a name that would reach a prototype is refused on every route, at its place, in a query as in a body', async () => {
  const tokens: Record<string, string> = { adminToken: shop.adminToken, apiKey: shop.writeKey };
  const untold: string[] = [];
  let asked = 0;
  for (const operation of await readOperations(product.url)) {
    const { method, path, body } = operation;
    const url = product.url + path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'id' ? shop.tenantId : 'mug'));
    const token = operation.schemes.map((scheme) => tokens[scheme]).find((one) => one !== undefined);
    const headers: Record<string, string> = body === null ? {} : { 'content-type': body.type };
    const send = (query: string, text: string | undefined) => {
      asked += 1;
      return ask(url + query, {
        ...{ method, headers },
        ...(token === undefined ? {} : { token }),
        ...(text === undefined ? {} : { body: text }),
      });
    };
    const example = body === null ? undefined : JSON.stringify(body.example);
    // The schema registry at the root takes any query, as its protocol has it, and looks at none.
    for (const query of path.startsWith('/api/v1/') ? ['?context.__proto__=x', '?__proto__=x'] : []) {
      const { status } = await send(query, example);
      if (status < 400 || status >= 500) untold.push(`${method} ${path}${query}: ${status}`);
    }
    if (example === undefined || !example.startsWith('{"') || body?.type !== 'application/json') continue;
    const answer = await send('', `{"__proto__":{"isAdmin":true},${example.slice(1)}`);
    const [first] = answer.body?.errors ?? [];
    if (answer.status !== 400 || first?.path !== '/__proto__' || first?.code !== 'forbidden_key')
      untold.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  assert.deepEqual(untold, []);
  assert.ok(asked > 150, `${asked} requests were sent`);
  const { body } = await ask(`${product.url}/api/v1/recommendations?context.__proto__=x`, { token: shop.readKey });
  assert.deepEqual([body.status, body.errors[0]?.path], [400, '/context/__proto__']);
  const known = await ask(`${product.url}/api/v1/recommendations?context.proto=x`, { token: shop.readKey });
  assert.equal(known.status, 200, 'control');
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
