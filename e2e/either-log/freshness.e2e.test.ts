import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postBatch, postEvent } from '../support/events.ts';

const products = ['mug', 'cup', 'pot', 'pan', 'jar', 'lid', 'new', 'shy'];

let product: Product;
let shop: Shop;

/** Three shoppers go from the mug to the cup, and three from the pot to the pan; ann and bob have touched enough to be compared with them. */
before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (const productId of products) await createItem(product.url, shop.writeKey, itemOf(productId));
  const walks = [0, 1, 2].flatMap((n) => [
    ...viewsOf(`to-cup-${n}`, ['mug', 'cup']),
    ...viewsOf(`to-pan-${n}`, ['pot', 'pan']),
  ]);
  const known = ['ann', 'bob'].flatMap((userId) => viewsOf(userId, ['jar', 'lid', 'jar', 'lid', 'mug']));
  const { status } = await postBatch(shop, [...walks, ...known]);
  assert.equal(status, 202);
  await untilEverywhere({ strategy: 'session', productId: 'mug' }, (ids) => ids[0] === 'cup');
  await untilEverywhere({ strategy: 'session', productId: 'pot' }, (ids) => ids[0] === 'pan');
});
after(() => product.remove());

const itemOf = (productId: string) => ({ productId, name: productId, category: 'Home', price: 5 });

/** Views of one visit, a second apart, the last of them a minute ago. */
function viewsOf(userId: string, seen: readonly string[]) {
  const endsMs = Date.now() - 60_000;
  return seen.map((productId, n) => ({
    ...{ eventType: 'product_viewed', userId, sessionId: `visit-of-${userId}-${shop.tenantId}`, productId },
    timestamp: new Date(endsMs - (seen.length - n) * 1_000).toISOString(),
  }));
}

async function recommended(query: Record<string, string>): Promise<Json> {
  const asked = new URLSearchParams({ fill: 'false', ...query });
  const { status, body } = await ask(`${product.url}/api/v1/recommendations?${asked}`, { token: shop.readKey });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
/** Whether the first is in the answer, and the second behind it or not at all. */
const goesBefore = (ids: readonly string[], first: string, second: string): boolean =>
  ids.includes(first) && !ids.slice(0, ids.indexOf(first)).includes(second);
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);

/** So many at once that each instance is asked. */
const looks = 12;
const betweenLooksMs = 100;
const looked = (query: Record<string, string>): Promise<string[][]> =>
  Promise.all(Array.from({ length: looks }, async () => idsOf(await recommended(query))));
const untilEverywhere = (query: Record<string, string>, holds: (ids: string[]) => boolean) =>
  waitFor(async () => (await looked(query)).every(holds), product.output, undefined, betweenLooksMs);

/** The answer, once it is one that was computed earlier: what changes it has to change kept ones too. */
async function untilKept(query: Record<string, string>): Promise<Json> {
  let answer: Json;
  await waitFor(async () => {
    answer = await recommended(query);
    return answer.meta.cached;
  }, product.output);
  return answer;
}

test('a click of this visit changes the answer of session, and of nobody else', async () => {
  const asked = (userId: string) => ({
    strategy: 'session',
    userId,
    sessionId: `a-visit-of-${userId}-${shop.tenantId}`,
  });
  const view = async (userId: string, productId: string) => {
    const event = { eventType: 'product_viewed', productId, userId, sessionId: asked(userId).sessionId };
    assert.equal((await postEvent(shop, event)).status, 202);
  };
  for (const userId of ['eve', 'fay']) {
    await view(userId, 'mug');
    await untilEverywhere(asked(userId), (ids) => ids.includes('cup') && !ids.includes('pan'));
  }
  await untilKept(asked('eve'));
  await view('eve', 'pot');
  await untilEverywhere(asked('eve'), (ids) => goesBefore(ids, 'pan', 'cup'));
  // The pan may be behind the cup there: from now on a visit like fay's has the pot, and visits with the pot have the pan.
  assert.deepEqual(
    (await looked(asked('fay'))).map((ids) => goesBefore(ids, 'cup', 'pan')),
    Array.from({ length: looks }, () => true),
    'control: without the click',
  );
});

test('a view changes the answer of collaborative, and of nobody else', async () => {
  const asked = (userId: string) => ({ strategy: 'collaborative', userId });
  for (const userId of ['ann', 'bob']) await untilEverywhere(asked(userId), (ids) => ids[0] === 'cup');
  assert.equal((await untilKept(asked('ann'))).meta.isFallback, false, 'control: it is this strategy');
  await postEvent(shop, { eventType: 'product_viewed', userId: 'ann', productId: 'cup' });
  await postEvent(shop, { eventType: 'product_viewed', userId: 'ann', productId: 'pot' });
  await untilEverywhere(asked('ann'), (ids) => ids.includes('pan') && !ids.includes('cup'));
  assert.deepEqual(
    (await looked(asked('bob'))).map((ids) => [ids.includes('cup'), ids.includes('pan')]),
    Array.from({ length: looks }, () => [true, false]),
    'control: without the views',
  );
});

test('a new product is in the answers of collaborative with the first visit that has it', async () => {
  const asked = { strategy: 'collaborative', userId: 'bob' };
  await untilKept(asked);
  assert.equal(
    (await looked(asked)).some((ids) => ids.includes('new')),
    false,
    'control: nobody has touched it',
  );
  await postBatch(shop, viewsOf('cat', ['mug', 'new']));
  await untilEverywhere(asked, (ids) => ids.includes('new'));
  const { data, meta } = await recommended(asked);
  assert.equal(meta.isFallback, false);
  assert.match(data.find(({ productId }: Json) => productId === 'new').reason, /mug/i);
  assert.equal(
    (await looked(asked)).some((ids) => ids.includes('shy')),
    false,
    'control: still untouched',
  );
});

test('a product that is not available is in no answer later, kept and batched ones included, until it is back', async () => {
  const questions: Record<string, string>[] = [
    { strategy: 'session', productId: 'mug' },
    { strategy: 'collaborative', userId: 'bob' },
    { strategy: 'trending' },
  ];
  const batched = async (): Promise<string[]> => {
    const { status, body } = await ask(`${product.url}/api/v1/recommendations/batch`, {
      token: shop.readKey,
      body: { questions },
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body.data.flatMap(idsOf);
  };
  /** For each way to ask, whether the cup is in the answer: of all instances, three times, one round after the other. */
  const withCup = async (): Promise<boolean[]> => {
    const found: boolean[] = [];
    for (let round = 0; round < 3; round += 1) {
      const answers = Array.from({ length: looks }, () => [
        ...questions.map(async (question) => idsOf(await recommended(question))),
        batched(),
      ]);
      for (const ids of await Promise.all(answers.flat())) found.push(ids.includes('cup'));
    }
    return found;
  };
  const setAvailable = async (available: boolean) => {
    const path = `${product.url}/api/v1/catalog/cup`;
    const { status } = await ask(path, { token: shop.writeKey, method: 'PUT', body: { ...itemOf('cup'), available } });
    assert.ok(status === 200 || status === 202, String(status));
  };
  await withCup();
  assert.ok(
    (await withCup()).every((has) => has),
    'control: it is in every answer before',
  );
  for (const question of questions) await untilKept(question);

  await setAvailable(false);
  await waitFor(async () => !(await withCup()).some((has) => has), product.output, undefined, betweenLooksMs);
  for (let round = 0; round < 3; round++)
    assert.equal((await withCup()).filter((has) => has).length, 0, 'once it is gone, it stays so');
  assert.ok(idsOf(await recommended({ strategy: 'trending' })).includes('pan'), 'control: the others are answered');

  await setAvailable(true);
  await waitFor(async () => (await withCup()).every((has) => has), product.output, undefined, betweenLooksMs);
});
