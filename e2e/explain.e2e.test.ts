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
  for (const productId of ['mug', 'cup', 'pot'])
    await createItem(product.url, shop.writeKey, { productId, name: productId, price: 5, category: 'Home' });
  await waitFor(async () => (await recommended({})).data.length === 3, product.output);
});
after(() => product.remove());

async function recommended(query: Record<string, string>, headers: Record<string, string> = {}): Promise<Json> {
  const path = `${product.url}/api/v1/recommendations?${new URLSearchParams(query)}`;
  const { status, body } = await ask(path, { token: shop.writeKey, headers });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

test('reasons are in the language of the question, of the header, or English, and one cached answer serves all', async () => {
  const languageOf = async (query: Record<string, string>, header?: string) => {
    const { data, meta } = await recommended(query, header === undefined ? {} : { 'accept-language': header });
    return [meta.locale, data[0].reason, data[0].reasonKey, data[0].reasonParams];
  };
  const english = ['en', 'New in the shop', 'newest', {}];
  const german = ['de', 'Neu im Shop', 'newest', {}];
  assert.deepEqual(await languageOf({}, 'de-AT,de;q=0.9,en;q=0.5'), german);
  assert.deepEqual(await languageOf({ locale: 'de' }), german);
  assert.deepEqual(await languageOf({ locale: 'en' }, 'de'), english);
  assert.deepEqual(await languageOf({ locale: 'fr' }, 'de'), english);
  assert.deepEqual(await languageOf({}, '*'), english);
  assert.equal((await recommended({ locale: 'de' })).meta.cached, true);
  const odd = await ask(`${product.url}/api/v1/recommendations?locale=d%20e`, { token: shop.writeKey });
  assert.deepEqual([odd.status, odd.body.errors[0].path], [400, '/locale']);
});

test('each question of a batch may name a language', async () => {
  const questions = [{ locale: 'de' }, {}];
  const { body } = await ask(`${product.url}/api/v1/recommendations/batch`, {
    token: shop.writeKey,
    body: { questions },
    headers: { 'accept-language': 'en' },
  });
  assert.deepEqual(
    body.data.map(({ data, meta }: Json) => [meta.locale, data[0].reason]),
    [
      ['de', 'Neu im Shop'],
      ['en', 'New in the shop'],
    ],
  );
});
