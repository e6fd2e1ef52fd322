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

test('a merchant is told the evidence, what lost and why the list is short; a page is told nothing of it', async () => {
  for (const [userId, ...products] of [
    ['ann@mail.example', 'mug', 'cup'],
    ['bob@mail.example', 'mug', 'cup'],
  ])
    for (const productId of products)
      await ask(`${product.url}/api/v1/events`, {
        token: shop.writeKey,
        body: { eventType: 'purchase', userId, productId, metadata: { price: 5, orderId: `order-${userId}` } },
      });
  const question = { strategy: 'frequently_bought_together', productId: 'mug', fill: 'false' };
  const isCounted = async () => (await recommended(question)).data[0]?.reasonParams.orders === 2;
  await waitFor(isCounted, product.output);
  const { data, meta } = await recommended({ ...question, explain: 'true' });
  const [{ productId, explanation }] = data;
  const { kind, orders, support, confidence, lift, parts, strategyScore, neighbours, pairs } = explanation;
  assert.deepEqual([productId, kind, orders, support, confidence, lift], ['cup', 'bought_together', 2, 1, 1, 1]);
  const sum = parts.reduce((total: number, { value }: Json) => total + value, 0);
  assert.ok(Math.abs(sum - strategyScore) < 1e-9);
  assert.deepEqual([neighbours[0].of, neighbours[0].having, pairs.length], ['orders', 2, 1]);
  const { candidates, lost, short, kept } = meta.explanation;
  assert.deepEqual([candidates, lost, short.wanted, short.got], [1, [], 8, 1]);
  assert.deepEqual(
    short.because.map(({ reason }: Json) => reason),
    ['few_candidates', 'fill_off'],
  );
  assert.deepEqual([meta.cached, kept], [false, { isSame: true, productIds: ['cup'] }]);
  assert.doesNotMatch(JSON.stringify([data, meta.explanation]), /mail\.example|order-/);

  const url = `${product.url}/api/v1/recommendations?${new URLSearchParams({ ...question, explain: 'true' })}`;
  assert.equal((await ask(url, { token: shop.readKey })).status, 403);
  const shown = await ask(url.replace('explain=true', 'explain=false'), { token: shop.readKey });
  assert.equal(shown.status, 200);
  assert.deepEqual([shown.body.meta.explanation, shown.body.data[0].explanation], [undefined, undefined]);
  const ofAdmin = `${product.url}/api/v1/tenants/${shop.tenantId}/recommendations?strategy=session&explain=true`;
  const looked = await ask(ofAdmin, { token: shop.adminToken });
  const [session] = looked.body.meta.explanation.strategies;
  assert.deepEqual([looked.status, session.strategy, session.none], [200, 'session', { reason: 'nothing_to_go_by' }]);
});

test('each answer names the versions of what it was computed from and how fresh they are; a cached one those of its time', async () => {
  const metaOf = async (query: Record<string, string>) => (await recommended({ strategy: 'trending', ...query })).meta;
  const before = await metaOf({ userId: 'eve' });
  const { model, weights, catalog, configuration, rules } = before.versions;
  assert.deepEqual(
    [model.version, weights.version, configuration.version.length > 0, rules],
    [before.modelVersion, 'built-in', true, undefined],
  );
  for (const { asOf } of [model, catalog, configuration]) assert.ok(Math.abs(Date.now() - Date.parse(asOf)) < 600_000);

  // Two instances share answers by a Redis that may be too slow for one of them once; then both questions are computed, and another shopper is tried.
  let tries = 0;
  await waitFor(async () => {
    const userId = `eve-${tries++}`;
    const first = await metaOf({ userId });
    const body = { eventType: 'product_viewed', userId: `ann-${tries}@mail.example`, productId: 'mug' };
    const sent = await ask(`${product.url}/api/v1/events`, { token: shop.writeKey, body });
    // Another's event leaves this answer in the cache, as it was computed; a new question is computed by newer models.
    let asked = 0;
    const newer = async () => (await metaOf({ limit: '7', userId: `${userId}-${asked++}` })).versions.model;
    await waitFor(async () => (await newer()).asOf === sent.body.data.timestamp, product.output);
    const again = await metaOf({ userId });
    if (!again.cached) return false;
    assert.deepEqual(again.versions.model, first.versions.model);
    assert.notEqual((await newer()).version, first.versions.model.version, 'control: the models went on');
    assert.equal((await metaOf({ userId, explain: 'true' })).versions.model.asOf, sent.body.data.timestamp);
    return true;
  }, product.output);

  await createItem(product.url, shop.writeKey, { productId: 'jug', name: 'jug', price: 5, category: 'Home' });
  const versionOfCatalog = async () => (await metaOf({ userId: 'eve' })).versions.catalog;
  await waitFor(async () => (await versionOfCatalog()).version !== catalog.version, product.output);
  assert.ok(Date.parse((await versionOfCatalog()).asOf) > Date.parse(catalog.asOf));
});
