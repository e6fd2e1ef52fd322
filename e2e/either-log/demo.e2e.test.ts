import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';

type Demo = {
  readKey: string;
  writeKey: string;
  testKey: string;
  isSeeded: boolean;
  email: string;
  password: string;
  tenantId: string;
};

const products = 300;
const seedTimeoutMs = 120_000;

let product: Product;
const demo = () => JSON.parse(readFileSync(join(product.dataDir, 'demo.json'), 'utf8')) as Demo;
const recommend = (token: string, query: string) =>
  ask(`${product.url}/api/v1/recommendations?limit=4&${query}`, { token });

before(async () => {
  product = await startProduct({ args: [] });
  await waitFor(
    async () => demo().isSeeded,
    () => `the demo shop is open\n${product.output()}`,
    seedTimeoutMs,
  );
});
after(() => product.remove());

test('a start on an empty folder has a shop that recommends, each product with a picture that needs no server', async () => {
  await waitFor(
    async () => (await recommend(demo().readKey, 'userId=shopper-7')).body.data?.length === 4,
    () => 'four products',
  );
  const { body } = await recommend(demo().readKey, 'userId=shopper-7');
  for (const { imageUrl, reason } of body.data) {
    assert.match(imageUrl, /^data:image\/svg\+xml,/);
    assert.ok(reason.length > 0);
  }
});

test('it prints the very command that asks it', async () => {
  const [, path, key] = /curl '(\S+)' -H 'Authorization: Bearer (\S+)'/.exec(product.output()) ?? [];
  assert.equal((await ask(path ?? '', { token: key })).status, 200);
});

test('the test key has the same catalog in a space of its own, and nothing it does shows in the shop', async () => {
  const catalog = (token: string) => ask(`${product.url}/api/v1/catalog?limit=1`, { token });
  await waitFor(
    async () => (await catalog(demo().testKey)).body.meta?.total === products,
    () => 'the catalog of the test space',
  );
  const item = { productId: 'only-a-test', name: 'Only a test', category: 'Tests', price: 1 };
  await createItem(product.url, demo().testKey, item);
  assert.equal((await catalog(demo().testKey)).body.meta.total, products + 1);
  assert.equal((await catalog(demo().readKey)).body.meta.total, products);
});

test('an experiment on the placement of the shoppers who go on gets them, in both arms', async () => {
  const { email, password, tenantId } = demo();
  const tenant = `${product.url}/api/v1/tenants/${tenantId}`;
  const login = await ask(`${product.url}/api/v1/auth/login`, { method: 'POST', body: { email, password } });
  const token = login.body.data.accessToken;
  const post = (path: string, body?: object) => ask(`${tenant}/experiments${path}`, { token, method: 'POST', body });
  const settings = {
    name: 'Demo',
    placementId: 'product-page',
    controlStrategy: 'session',
    variantStrategy: 'trending',
  };
  const { id } = (await post('', settings)).body.data;
  assert.equal((await post(`/${id}/start`)).status, 200);
  const arms = async () => (await ask(`${tenant}/experiments/${id}/results`, { token })).body.data.arms;
  await waitFor(
    async () => (await arms()).every(({ users }: { users: number }) => users > 0),
    () => 'shoppers in both arms',
    60_000,
  );
});
