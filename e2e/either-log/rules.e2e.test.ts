import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (const productId of ['mug', 'cup', 'pot', 'sock'])
    await createItem(product.url, shop.writeKey, {
      ...{ productId, name: productId, price: 5 },
      category: productId === 'sock' ? 'Clothes > Socks' : 'Home > Kitchen',
    });
  await waitFor(async () => (await recommended({})).data.length === 4, product.output);
});
after(() => product.remove());

/** What the shop is answered, by the placement `home` if no other is named. */
async function recommended(query: Record<string, string>, key = shop.writeKey): Promise<Json> {
  const asked = new URLSearchParams({ placementId: 'home', ...query });
  const { status, body } = await ask(`${product.url}/api/v1/recommendations?${asked}`, { token: key });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);

async function save(placementId: string, rules: readonly object[]): Promise<Json> {
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/placements/${placementId}/rules`;
  const headers = { 'if-match': '*' };
  const isNew = (await ask(path, { token: shop.adminToken })).body.data.version === 0;
  const sent = { token: shop.adminToken, method: 'PUT', body: { rules }, ...(isNew ? {} : { headers }) };
  const { status, body } = await ask(path, sent);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

/** Resolves once every instance answers by this version. */
const inForce = (rulesVersion: string, placementId = 'home') =>
  waitFor(async () => {
    const looks = Array.from({ length: 12 }, () => recommended({ placementId }));
    return (await Promise.all(looks)).every(({ meta }) => meta.rulesVersion === rulesVersion);
  }, product.output);

const noSocks = { action: 'exclude', filter: { field: 'category', under: 'Clothes' } };
const rule = (id: string, then: object, change: object = {}) => ({ id, name: id, then, ...change });

test('a saved rule is in force in every instance, also for an answer that was cached, and ends with its list', async () => {
  const question = { userId: 'ann' };
  await recommended(question);
  assert.equal((await recommended(question)).data.length, 4, 'control: socks are shown before');
  await save('home', [rule('no-socks', noSocks)]);
  await inForce('1');
  const ruled = await recommended(question);
  assert.deepEqual([idsOf(ruled).includes('sock'), ruled.data.length], [false, 3]);
  const recorded = () => ask(`${product.url}/api/v1/exposures/${ruled.meta.requestId}`, { token: shop.writeKey });
  await waitFor(async () => (await recorded()).status === 200, product.output);
  assert.equal((await recorded()).body.data.versions.rules, '1');
  assert.equal(idsOf(await recommended({ placementId: 'cart' })).includes('sock'), true, 'control: another placement');
  await save('home', []);
  await inForce('2');
  assert.equal((await recommended(question)).data.length, 4);
});

test('the list of all placements holds everywhere, and a pin stands first', async () => {
  await save('*', [rule('pot-first', { action: 'pin', productIds: ['pot'], position: 0 })]);
  await inForce('*1', 'cart');
  const { data } = await recommended({ placementId: 'cart' });
  assert.deepEqual([data[0].productId, data[0].reason], ['pot', 'Chosen by the shop']);
});

test('who may look is told which rules touched a product and which took one, and is answered without rules', async () => {
  await save('page', [
    rule('no-socks', noSocks),
    rule('cups', { action: 'boost', filter: { field: 'name', eq: 'cup' }, factor: 10 }),
  ]);
  await inForce('1 *1', 'page');
  const { data, meta } = await recommended({ placementId: 'page', explain: 'true' });
  assert.deepEqual(
    data.slice(0, 2).map(({ productId, explanation }: Json) => [productId, explanation.rules]),
    [
      ['pot', ['* / pot-first']],
      ['cup', ['cups']],
    ],
  );
  const lost = meta.explanation.lost.map(({ productId, because, rule: id }: Json) => [productId, because, id]);
  assert.deepEqual(lost, [['sock', 'rule', 'no-socks']]);
  const off = await recommended({ placementId: 'page', rules: 'off' });
  assert.deepEqual([off.meta.rules, off.meta.rulesVersion, idsOf(off).includes('sock')], ['off', undefined, true]);
  const url = `${product.url}/api/v1/recommendations?rules=off`;
  const refused = await ask(url, { token: shop.readKey });
  assert.equal(refused.status, 403);
  assert.match(refused.body.detail, /leave out `rules`/);
  assert.equal((await ask(url.replace('off', 'on'), { token: shop.readKey })).status, 200, 'control');
});
