import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postEvent } from '../support/events.ts';

/** As `trending` ranks them: each was viewed once more than the one behind it. */
const products = ['mug', 'cup', 'pot', 'pan'];
/** In the catalog alone: only its content speaks for it. */
const unseen = 'new mug';

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  const config = { strategies: { content_based: { minProducts: 1 } } };
  const set = { token: shop.adminToken, method: 'PUT', body: { config } };
  assert.equal((await ask(`${product.url}/api/v1/tenants/${shop.tenantId}`, set)).status, 200);
  for (const productId of [...products, unseen])
    await createItem(product.url, shop.writeKey, {
      productId,
      name: productId,
      price: 5,
      category: productId.endsWith('mug') ? 'Home > Mugs' : 'Home > Kitchen',
    });
  for (const [n, productId] of products.entries())
    for (let views = 10 - n; views > 0; views -= 1)
      await postEvent(shop, { eventType: 'product_viewed', userId: `shopper-${n}-${views}`, productId });
  await save('rotating', [
    { action: 'strategy', strategy: 'trending' },
    { action: 'rotate', strength: 1, windowMinutes: 60 },
  ]);
  const blend = [
    { strategy: 'trending', weight: 1 },
    { strategy: 'content_based', weight: 1 },
  ];
  await save('blended', [{ action: 'strategy', blend }]);
  await inEvery(async () => {
    const still = await recommended({ placementId: 'rotating', limit: '4' });
    const { meta } = await recommended({ placementId: 'blended' });
    return idsOf(still).join() === products.join() && still.meta.rulesVersion === '1' && meta.rulesVersion === '1';
  });
});
after(() => product.remove());

async function save(placementId: string, actions: readonly object[]): Promise<void> {
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/placements/${placementId}/rules`;
  const rules = actions.map((then, n) => ({ id: `rule-${n}`, name: `rule ${n}`, then }));
  const { status, body } = await ask(path, { token: shop.adminToken, method: 'PUT', body: { rules } });
  assert.equal(status, 200, JSON.stringify(body));
}
async function recommended(query: Record<string, string>): Promise<Json> {
  const path = `${product.url}/api/v1/recommendations?${new URLSearchParams(query)}`;
  const { status, body } = await ask(path, { token: shop.writeKey });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);
/** What a shopper would be shown: asked by an admin, it does not count as shown. */
async function wouldBeShown(userId: string): Promise<string[]> {
  const query = new URLSearchParams({ userId, placementId: 'rotating', limit: '4' });
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/recommendations?space=live&${query}`;
  const { status, body } = await ask(path, { token: shop.adminToken });
  assert.equal(status, 200, JSON.stringify(body));
  return idsOf(body);
}
/** Resolves once it holds so often at once that every instance has said so. */
const inEvery = (holds: () => Promise<boolean>) =>
  waitFor(async () => (await Promise.all(Array.from({ length: 12 }, holds))).every(Boolean), product.output);

test('rotate lets go down what a shopper was shown and did not click, and what is clicked comes up again', async () => {
  assert.deepEqual(await wouldBeShown('ann'), products, 'control: before anything was shown');
  assert.deepEqual(idsOf(await recommended({ placementId: 'rotating', userId: 'ann', limit: '2' })), ['mug', 'cup']);
  const becomes = (ids: readonly string[]) => inEvery(async () => (await wouldBeShown('ann')).join() === ids.join());
  await becomes(['pot', 'pan', 'mug', 'cup']);
  assert.deepEqual(await wouldBeShown('bob'), products, 'control: another shopper, who was shown nothing');
  await postEvent(shop, { eventType: 'product_clicked', userId: 'ann', productId: 'mug' });
  await becomes(['mug', 'pot', 'pan', 'cup']);
});

test('a blend has products of both strategies, each once', async () => {
  const question = { placementId: 'blended', productId: 'mug', explain: 'true' };
  const { data, meta } = await recommended(question);
  assert.equal(meta.strategy, 'blend', JSON.stringify(meta));
  const proposers = new Map<string, string[]>(
    data.map(({ productId, explanation }: Json) => [
      productId,
      explanation.blend.map(({ strategy }: Json) => strategy).sort(),
    ]),
  );
  assert.equal(proposers.size, data.length, 'each once');
  assert.deepEqual(proposers.get(unseen), ['content_based']);
  assert.ok(
    [...proposers.values()].some((names) => names.includes('trending')),
    JSON.stringify(data),
  );
  const trendingAlone = await recommended({ ...question, strategy: 'trending', limit: '3' });
  assert.equal(trendingAlone.meta.strategy, 'trending');
  assert.equal(idsOf(trendingAlone).includes(unseen), false, 'control: of one strategy alone');
});
