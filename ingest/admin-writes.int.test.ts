import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  shop = await createShop(app.url);
});
after(async () => {
  await processors.close();
  await app.remove();
});

const path = (rest: string) => `${app.url}/api/v1/tenants/${shop.tenantId}/${rest}`;
const send = (method: string, rest: string, body?: unknown, headers: Record<string, string> = {}) =>
  ask(path(rest), { method, token: shop.adminToken, body, headers });
const mug = { name: 'Mug', category: 'Kitchen', price: 9.5 };

/** Resolves once a product is readable, with its ETag. */
async function made(productId: string): Promise<{ etag: string; item: Json }> {
  await send('PUT', `catalog/${productId}`, mug);
  await processors.drained();
  return read(productId);
}
async function read(productId: string): Promise<{ etag: string; item: Json }> {
  const { headers, body } = await send('GET', `catalog/${productId}`);
  return { etag: headers.get('etag') ?? '', item: body.data };
}
const acts = async (): Promise<Json[]> => (await send('GET', 'audit?limit=100')).body.data;
const actsOn = async (subjectId: string) =>
  (await acts()).filter((act) => act.subjectId === subjectId).map(({ action, detail }) => [action, detail]);

test('a write with the ETag of what was read is made, one with an older ETag is a 412 and changes nothing', async () => {
  const { etag } = await made('seen');
  const first = await send('PUT', 'catalog/seen', { ...mug, price: 10 }, { 'if-match': etag });
  assert.equal(first.status, 200);
  await processors.drained();
  const late = await send('PUT', 'catalog/seen', { ...mug, price: 11 }, { 'if-match': etag });
  assert.equal(late.status, 412);
  const now = await read('seen');
  assert.equal(now.item.price, 10);
  assert.equal(late.headers.get('etag'), now.etag, 'the refusal says what it is at');
  assert.equal(first.headers.get('etag'), now.etag, 'and the write what it has made of it');
  assert.equal((await send('DELETE', 'catalog/seen', undefined, { 'if-match': etag })).status, 412);
  assert.equal((await send('PUT', 'catalog/seen', { ...mug, price: 12 })).status, 200, 'control: without it all goes');
});

test('a key that sends If-Match is held to it as well, and a product that is gone is a 412', async () => {
  const { etag } = await made('gone');
  const byKey = (headers: Record<string, string>) =>
    ask(`${app.url}/api/v1/catalog/gone`, { method: 'PUT', token: shop.writeKey, body: mug, headers });
  assert.equal((await byKey({ 'if-match': '"another"' })).status, 412);
  assert.equal((await byKey({ 'if-match': etag })).status, 200, 'control');
  await send('DELETE', 'catalog/gone');
  await processors.drained();
  assert.equal((await byKey({ 'if-match': '*' })).status, 412);
  assert.equal((await byKey({})).status, 201, 'control');
});

test('of two saves at once that have seen the same, one is made', async () => {
  const { etag } = await made('raced');
  const saves = [20, 30].map((price) => send('PUT', 'catalog/raced', { ...mug, price }, { 'if-match': etag }));
  const statuses = (await Promise.all(saves)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 412]);
});

test('what an admin does to the catalog is in the audit trail with what was there before; what a key does is not', async () => {
  await made('told');
  await send('PUT', 'catalog/told', { ...mug, price: 10 });
  await processors.drained();
  await ask(`${app.url}/api/v1/catalog/told`, { method: 'PUT', token: shop.writeKey, body: { ...mug, price: 11 } });
  await processors.drained();
  await send('DELETE', 'catalog/told');
  assert.deepEqual(await actsOn('told'), [
    ['product.deleted', { space: 'live', name: 'Mug' }],
    ['product.updated', { space: 'live', price: 10, before: { price: 9.5 } }],
    ['product.created', { space: 'live', name: 'Mug' }],
  ]);
  const before = (await acts()).length;
  await processors.drained();
  assert.equal((await send('DELETE', 'catalog/told')).status, 404);
  assert.equal((await acts()).length, before, 'control: what changed nothing is no act');
});

test('a file is one act for each of its turns, with its counts; a dry run is none', async () => {
  const items = [{ productId: 'f-1', ...mug }, { productId: 'f-2' }];
  await send('POST', 'catalog/batch?dryRun=true&space=test', { items });
  assert.deepEqual(
    await actsOn(shop.tenantId).then((found) => found.filter(([action]) => action !== 'tenant.created')),
    [],
  );
  await send('POST', 'catalog/batch?space=test', { items });
  const [act] = await actsOn(shop.tenantId);
  assert.equal(act?.[0], 'catalog.uploaded');
  const { space, rejected, created, pending } = act?.[1] ?? {};
  assert.deepEqual([space, rejected, created + pending], ['test', 1, 1]);
});

test('a live key that is asked to erase among test data erases nobody', async () => {
  const before = (await acts()).length;
  const erase = (query: string) =>
    ask(`${app.url}/api/v1/tenants/${shop.tenantId}/users/bothspaces${query}`, {
      method: 'DELETE',
      token: shop.writeKey,
    });
  assert.equal((await erase('?space=test')).status, 403);
  assert.equal((await acts()).length, before);
  assert.equal((await erase('')).status, 202, 'control');
  const [act] = await acts();
  assert.deepEqual([act?.action, act?.adminId, act?.detail.space], ['shopper.erased', null, 'live']);
  assert.match(act?.detail.keyId, /^[0-9a-f-]{36}$/, 'control: its own are erased, and the key is in the trail');
});

test('the erasure of a shopper is in the audit trail, without the shopper', async () => {
  assert.equal((await send('DELETE', 'users/adalovelace')).status, 202);
  const [act] = await actsOn(shop.tenantId);
  assert.deepEqual(act, ['shopper.erased', { space: 'live' }]);
  assert.doesNotMatch(JSON.stringify(await acts()), /adalovelace/);
});
