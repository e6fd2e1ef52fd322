import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postEvent } from '../support/events.ts';

const products = Array.from({ length: 24 }, (_, n) => `thing-${n}`);
const itemOf = (productId: string) => ({ productId, name: productId, category: 'Home > Things', price: 5 });

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (const productId of products) await createItem(product.url, shop.writeKey, itemOf(productId));
  for (const [n, productId] of products.slice(0, 12).entries())
    await postEvent(shop, { eventType: 'product_viewed', userId: `shopper-${n % 3}`, productId });
  await waitFor(
    async () => idsOf((await recommended({ limit: '24', fill: 'false' })).body).length === 12,
    product.output,
  );
});
after(() => product.remove());

const recommended = (query: Record<string, string>, key = shop.readKey) =>
  ask(`${product.url}/api/v1/recommendations?${new URLSearchParams({ strategy: 'trending', ...query })}`, {
    token: key,
  });
async function batch(questions: readonly object[], distinct = false): Promise<Json[]> {
  const { status, body } = await ask(`${product.url}/api/v1/recommendations/batch`, {
    token: shop.readKey,
    body: { questions, distinct },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);
const page = ['home', 'side', 'foot'].map((placementId) => ({
  placementId,
  strategy: 'trending',
  limit: 4,
  userId: 'ann',
}));

test('the placements of a page show no product twice if they are asked as one, and none is short', async () => {
  const apart = (await batch(page)).map(idsOf);
  assert.equal(new Set(apart.flat()).size, 4, 'control: each alone shows the same');
  const together = (await batch(page, true)).map(idsOf);
  assert.equal(new Set(together.flat()).size, 12);
  assert.deepEqual(together[0], apart[0]);
});

test('pages never repeat a product while shoppers go on, whichever instance answers, and the last is marked', async () => {
  const seen: string[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const { status, body } = await recommended({
      userId: 'bob',
      limit: '5',
      ...(next === undefined ? {} : { page: next }),
    });
    assert.equal(status, 200, JSON.stringify(body));
    seen.push(...idsOf(body));
    next = body.meta.nextPage;
    for (const productId of products.slice(6, 12))
      await postEvent(shop, { eventType: 'add_to_cart', userId: `new-${seen.length}`, productId });
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.ok(
    products.slice(0, 12).every((productId) => seen.includes(productId)),
    String(seen),
  );
});

test('a page token of one tenant is a 400 to another, and so is a changed one', async () => {
  const other = await createShop(product.url);
  const { nextPage } = (await recommended({ limit: '4' })).body.meta;
  assert.equal((await recommended({ limit: '4', page: nextPage })).status, 200, 'control');
  const foreign = await recommended({ limit: '4', page: nextPage }, other.readKey);
  assert.deepEqual([foreign.status, foreign.body.errors[0].code], [400, 'foreign_page']);
  const forged = await recommended({ limit: '4', page: `${nextPage.slice(0, -1)}_` });
  assert.deepEqual([forged.status, forged.body.errors[0].code], [400, 'forged_page']);
});

test('a product that is not to be had any more leaves every answer of a batch, cached ones too, and comes back', async () => {
  const shown = async () => (await batch(page, true)).flatMap(idsOf);
  const gone = (await shown())[0]!;
  const put = (available: boolean) =>
    ask(`${product.url}/api/v1/catalog/${gone}`, {
      method: 'PUT',
      token: shop.writeKey,
      body: { ...itemOf(gone), available },
    });
  /** Of so many questions every instance has one. */
  const everywhere = async (isThere: boolean) =>
    (await Promise.all(Array.from({ length: 12 }, shown))).every((ids) => ids.includes(gone) === isThere);
  assert.ok(await everywhere(true), 'control');
  assert.equal((await put(false)).status, 200);
  await waitFor(() => everywhere(false), product.output);
  assert.equal((await put(true)).status, 200);
  await waitFor(() => everywhere(true), product.output);
});

test('a product that is not to be had any more is on no later page of a walk that began before', async () => {
  const question = { userId: 'eve', limit: '3' };
  const first = (await recommended(question)).body;
  /** The pages behind the first, by the token that the first has given. */
  const later = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (let page = first.meta.nextPage; page !== null; ) {
      const { status, body } = await recommended({ ...question, page });
      assert.equal(status, 200, JSON.stringify(body));
      ids.push(...idsOf(body));
      page = body.meta.nextPage;
    }
    return ids;
  };
  const before = await later();
  const gone = before[1]!;
  const put = (available: boolean) =>
    ask(`${product.url}/api/v1/catalog/${gone}`, {
      method: 'PUT',
      token: shop.writeKey,
      body: { ...itemOf(gone), available },
    });
  assert.equal((await put(false)).status, 200);
  const isGone = async () => !(await later()).includes(gone);
  await waitFor(async () => (await Promise.all(Array.from({ length: 12 }, isGone))).every(Boolean), product.output);
  const others = (ids: readonly string[]) => ids.filter((id) => id !== gone).sort();
  assert.deepEqual(others(await later()), others(before), 'control: nothing else has left');
  assert.equal((await put(true)).status, 200);
  await waitFor(async () => (await later()).includes(gone), product.output);
});

test('a bad question leaves the others their answers, and is told at its place', async () => {
  const [good, bad, filtered] = await batch([
    page[0]!,
    { limit: 0, filter: { field: 'price', lt: 5 } },
    { filter: { field: 'productId', in: ['thing-3', 'thing-20'] } },
  ]);
  assert.deepEqual([good.status, good.data.length, good.errors], [200, 4, []]);
  assert.deepEqual([bad.status, bad.data, bad.errors[0].path], [400, [], '/questions/1/limit']);
  assert.deepEqual(
    filtered.data.map(({ productId, filledFrom }: Json) => [productId, filledFrom]),
    [
      ['thing-3', undefined],
      ['thing-20', 'newest'],
    ],
  );
});
