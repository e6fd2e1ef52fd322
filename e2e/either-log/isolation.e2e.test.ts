import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postEvent, viewOf } from '../support/events.ts';
import { drained } from '../support/recount.ts';

let product: Product;
let ours: Shop;
let theirs: Shop;
let api: string;

type Operation = { method: string; path: string; body: unknown; type: string | undefined; isStream: boolean };
type Documented = {
  parameters?: { in: string; name: string; required?: boolean; schema: { examples?: unknown[]; enum?: unknown[] } }[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, { content?: object }>;
};

before(async () => {
  product = await startProduct();
  api = `${product.url}/api/v1`;
  ours = await createShop(product.url, 'Ours');
  theirs = await createShop(product.url, 'Theirs');
  const item = { productId: 'secret-mug', name: 'Secret mug', category: 'Mugs', price: 9.5 };
  await createItem(product.url, theirs.writeKey, item);
  assert.equal((await postEvent(theirs, viewOf(1))).status, 202);
  await drained(product);
});
after(() => product.remove());

/** The query that an operation cannot be asked without, of the contract's examples. */
function requiredQuery({ parameters = [] }: Documented): string {
  const wanted = parameters.filter((one) => one.in === 'query' && one.required === true);
  const pairs = wanted.map(({ name, schema }): [string, string] => [
    name,
    String(schema.examples?.[0] ?? schema.enum?.[0]),
  ]);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

/** Returns every operation of the contract, with a body and a query that its own examples make valid. */
async function operations(): Promise<Operation[]> {
  const document = (await ask(`${product.url}/openapi.json`)).body;
  return Object.entries<Record<string, Documented>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path + requiredQuery(operation),
        isStream: Object.keys(operation.responses['200']?.content ?? {}).includes('text/event-stream'),
        type: Object.keys(operation.requestBody?.content ?? {})[0],
        body:
          operation.requestBody === undefined
            ? undefined
            : (Object.values(operation.requestBody.content)[0]?.example ?? {}),
      })),
  );
}

test("another tenant's id is a 404 for an admin on every route that takes one, never a 403", async () => {
  const walked = (await operations()).filter(({ path }) => path.includes('/tenants/{'));
  assert.ok(walked.length >= 10, `only ${walked.length} routes of tenants in the contract`);
  const streams = walked.filter(({ isStream }) => isStream).map((one) => ({ ...one, path: `${one.path}?follow` }));
  assert.ok(streams.length >= 1, 'events are followed');
  for (const { method, path, body, type } of [...walked, ...streams]) {
    const url =
      product.url +
      path
        .replace(/\{[^}]+\}/, theirs.tenantId)
        // Dead letters are counted.
        .replace('{letterId}', '9223372036854775807')
        .replaceAll(/\{[^}]+\}/g, '0199a0d5-7a6f-7000-8000-000000000000');
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const answer = await ask(url, { method, token: ours.adminToken, headers, ...(body === undefined ? {} : { body }) });
    assert.equal(answer.status, 404, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
});

test('control: the tenant itself is answered on the same routes', async () => {
  for (const path of ['', '/api-keys', '/events', '/audit', '/catalog', '/dead-letters']) {
    const answer = await ask(`${api}/tenants/${theirs.tenantId}${path}`, { token: theirs.adminToken });
    assert.equal(answer.status, 200, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
});

test("a key sees nothing of another tenant's catalog and shoppers", async () => {
  assert.equal((await ask(`${api}/catalog/secret-mug`, { token: ours.writeKey })).status, 404);
  assert.equal((await ask(`${api}/catalog/secret-mug`, { method: 'DELETE', token: ours.writeKey })).status, 404);
  const listed = await ask(`${api}/catalog`, { token: ours.readKey });
  assert.deepEqual([listed.body.meta.total, listed.body.data], [0, []]);
  const recommended = await ask(`${api}/recommendations?productId=secret-mug`, { token: ours.readKey });
  assert.deepEqual(recommended.body.data, []);
  const ways = [
    { productId: ['secret-mug'] },
    { cart: ['secret-mug'] },
    { like: ['secret-mug'] },
    { strategy: 'trending' },
  ];
  const asked = { body: { questions: ways, distinct: true } };
  const batch = async (token: string) =>
    (await ask(`${api}/recommendations/batch`, { token, ...asked })).body.data.flatMap((one: Json) => one.data);
  assert.deepEqual(await batch(ours.readKey), []);
  assert.equal((await batch(theirs.readKey)).length, 1, 'control');
  assert.equal((await ask(`${api}/catalog/secret-mug`, { token: theirs.readKey })).status, 200);
});

test('test keys and live keys of one tenant never meet', async () => {
  const item = { productId: 'sandbox-mug', name: 'Sandbox mug', category: 'Mugs', price: 1 };
  await createItem(product.url, theirs.testKey, item);
  assert.equal((await ask(`${api}/catalog/sandbox-mug`, { token: theirs.readKey })).status, 404);
  assert.equal((await ask(`${api}/catalog/secret-mug`, { token: theirs.testKey })).status, 404);
  const event = viewOf(2);
  assert.equal((await postEvent(theirs, event)).status, 202);
  assert.equal(
    (await postEvent(theirs, event, theirs.testKey)).status,
    202,
    'the same event in the other space is another event',
  );
  assert.equal((await postEvent(theirs, event)).status, 200);
});

test('a read key cannot write, and no key calls what is for admins', async () => {
  const refused = await postEvent(ours, viewOf(3), ours.readKey);
  assert.equal(refused.status, 403);
  assert.equal(refused.body.detail, 'Insufficient permissions: write access required');
  assert.equal((await ask(`${api}/tenants`, { token: ours.writeKey })).status, 401);
  const anonymous = await ask(`${api}/catalog`);
  assert.equal(anonymous.status, 401);
  assert.ok(anonymous.headers.get('www-authenticate'));
});
