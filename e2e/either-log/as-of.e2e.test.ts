import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { postBatch } from '../support/events.ts';
import { holdTable } from '../support/hold-table.ts';
import { drained } from '../support/recount.ts';

const products = Array.from({ length: 10 }, (_, n) => `product-${n}`);
const shoppers = ['ada', 'bo', 'cy', 'di'];
const questions: readonly Record<string, string>[] = [
  { userId: 'ada', strategy: 'trending', placementId: 'home' },
  { userId: 'ada', strategy: 'session', placementId: 'home' },
  { userId: 'bo', strategy: 'content_based', placementId: 'page' },
  { userId: 'cy', strategy: 'frequently_bought_together', productId: 'product-1', placementId: 'cart' },
  { userId: 'di', strategy: 'buy_again', placementId: 'home' },
];

let product: Product;
let shop: Shop;
/** What was answered live, and when, by question. */
const shown: { question: Record<string, string>; data: Json[]; strategy: string; at: string }[] = [];

const path = (query: Record<string, string>) => `${product.url}/api/v1/recommendations?${new URLSearchParams(query)}`;
const inspect = (query: Record<string, string>) =>
  ask(`${product.url}/api/v1/tenants/${shop.tenantId}/recommendations?${new URLSearchParams(query)}`, {
    token: shop.adminToken,
  });

async function answered(query: Record<string, string>): Promise<Json> {
  const { status, body } = await ask(path(query), { token: shop.writeKey });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
/** When an answer was given, by the record of it. */
async function servedAt(requestId: string): Promise<string> {
  const read = () => ask(`${product.url}/api/v1/exposures/${requestId}`, { token: shop.writeKey });
  await waitFor(async () => (await read()).status === 200, product.output);
  return (await read()).body.data.servedAt;
}

async function send(count: number, seed: number): Promise<void> {
  const random = createRandom(seed);
  const nowMs = Date.now();
  const events = Array.from({ length: count }, (_, n) => {
    const eventType = random.pick(['product_viewed', 'add_to_cart', 'purchase'] as const);
    const userId = random.pick(shoppers);
    const order = { price: 3, quantity: 1, orderId: `order-${seed}-${userId}`, lineId: String(n) };
    return {
      ...{ eventType, userId, productId: random.pick(products), eventId: `event-${seed}-${n}` },
      timestamp: new Date(nowMs - (count - n) * 60_000).toISOString(),
      ...(eventType === 'purchase' ? { metadata: order } : {}),
    };
  });
  const { status, body } = await postBatch(shop, events);
  assert.deepEqual([status, body.data.rejected], [202, 0], JSON.stringify(body));
}
/** So old may be a ranking that all shoppers share (docs/replay.md), and more. */
const sharedForMs = 2_000;
/** The models of every instance know as many events (what is explained comes from no cache), their shared rankings too, and so does the loader. */
async function known(events: number): Promise<void> {
  await waitFor(async () => {
    const looks = Array.from({ length: 8 }, () => inspect({ explain: 'true', limit: '1' }));
    return (await Promise.all(looks)).every(({ body }) => Number(body.meta?.modelVersion) >= events);
  }, product.output);
  await drained(product);
  const knownAtMs = Date.now();
  await waitFor(
    async () => Date.now() > knownAtMs + sharedForMs,
    () => 'rankings are made anew',
  );
}

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  for (const [n, productId] of products.entries())
    await createItem(product.url, shop.writeKey, {
      productId,
      name: `Thing ${n % 4}`,
      category: 'Shelf',
      price: n + 1,
    });
  await waitFor(async () => (await answered({ limit: '10' })).data.length === 10, product.output);
  await send(80, 1);
  await known(80);
  for (const question of questions) {
    const { data, meta } = await answered(question);
    shown.push({ question, data, strategy: meta.strategy, at: await servedAt(meta.requestId) });
  }
});
after(() => product.remove());

test('a question about the past is answered as it was then, whatever came after', async () => {
  await drained(product);
  const renamed = { productId: 'product-2', name: 'Renamed', category: 'Shelf', price: 99 };
  const put = { token: shop.writeKey, method: 'PUT', body: renamed };
  assert.equal((await ask(`${product.url}/api/v1/catalog/product-2`, put)).status, 200);
  await send(60, 2);
  const rules = [
    // biome-ignore lint/suspicious/noThenProperty: the word of the API; nobody awaits a rule
    { id: 'gone', name: 'gone', then: { action: 'exclude', filter: { field: 'productId', in: products.slice(0, 4) } } },
  ];
  const placements = `${product.url}/api/v1/tenants/${shop.tenantId}/placements/*/rules`;
  assert.equal((await ask(placements, { token: shop.adminToken, method: 'PUT', body: { rules } })).status, 200);
  await waitFor(async () => (await answered({ userId: 'ada' })).meta.rulesVersion === '*1', product.output);
  await drained(product);

  for (const { question, data, strategy, at } of shown) {
    const past = await answered({ ...question, as_of: at });
    assert.deepEqual(past.data, data, `${JSON.stringify(question)} at ${at}: ${JSON.stringify(past.meta)}`);
    assert.deepEqual([past.meta.strategy, past.meta.asOf.at, past.meta.asOf.notes], [strategy, at, []]);
    assert.equal(past.meta.trackingToken, undefined, 'nobody was shown it');
    const now = await answered(question);
    assert.notDeepEqual(now.data, data, `control: what came after changes the answer: ${JSON.stringify(question)}`);
  }
});

test('an admin is told the evidence of then', async () => {
  const [{ question, data, at } = assert.fail()] = shown;
  const { status, body } = await inspect({ ...question, as_of: at, explain: 'true' });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(
    body.data.map(({ productId }: Json) => productId),
    data.map(({ productId }) => productId),
  );
  assert.equal(body.meta.explanation.asked, 'trending');
  assert.ok(body.data.every(({ explanation }: Json) => explanation !== undefined));
});

test('the command answers as of a time too, and says what it wants of whoever names nothing', async () => {
  const [{ question, data, at } = assert.fail()] = shown;
  const { userId = '', strategy = '', placementId = '' } = question;
  const asked = ['--at', at, '--user', userId, '--strategy', strategy, '--placement', placementId];
  const asOf = ['replay', 'as-of', '--tenant', shop.tenantId];
  const { code, stdout, stderr } = await product.command(...asOf, ...asked, '--json');
  assert.equal(code, 0, stderr + stdout);
  const { report } = JSON.parse(stdout);
  assert.deepEqual([report.items, report.shown, report.notes], [data, null, []]);
  const nothing = await product.command(...asOf);
  assert.deepEqual([nothing.code, /Say what is looked back on/.test(nothing.stderr)], [2, true], nothing.stderr);
});

test('before there was anything, nothing is answered', async () => {
  const { data, meta } = await answered({ userId: 'ada', as_of: '2020-01-01T00:00:00.000Z' });
  assert.deepEqual([data, meta.asOf.records, meta.asOf.products], [[], 0, 0]);
  assert.match(meta.asOf.notes.join(), /^the shop was made at /);
});

test('what cannot be answered says why and what to do', async () => {
  const [{ at } = assert.fail()] = shown;
  const refused = async (query: Record<string, string>, token = shop.writeKey) => {
    const { status, body } = await ask(path(query), { token });
    return `${status} ${body.errors[0]?.path ?? ''} ${body.errors[0]?.message ?? body.detail}`;
  };
  assert.match(await refused({ as_of: at }, shop.readKey), /^403 /);
  assert.match(await refused({ as_of: '2199-01-01T00:00:00.000Z' }), /^400 \/as_of .*leave it out/);
  assert.match(await refused({ as_of: 'yesterday' }), /^400 \/as_of /);
  assert.match(await refused({ as_of: '2016-12-31T23:59:60Z' }), /^400 \/as_of .*is no time/);
  assert.equal((await answered({ as_of: '0000-01-01T00:00:00Z' })).meta.asOf.records, 0, 'control: long ago is a time');
  const { meta } = await answered({ limit: '2', userId: 'ada' });
  assert.match(await refused({ as_of: at, limit: '2', userId: 'ada', page: meta.nextPage }), /^400 .*leave out `page`/);
});

test('a key that was revoked while its question was being answered gets no answer', async () => {
  const [{ question, at } = assert.fail()] = shown;
  const keys = `${product.url}/api/v1/tenants/${shop.tenantId}/api-keys`;
  const makeKey = () => ask(keys, { token: shop.adminToken, body: { name: 'short', permissions: 'read_write' } });
  const [{ body: ended }, { body: kept }] = [await makeKey(), await makeKey()];
  const statusOf = async (token: string, query: Record<string, string>) => (await ask(path(query), { token })).status;
  /** Whether a key is known to every instance, or to none. */
  const areAll = (status: number, { data }: Json) =>
    waitFor(async () => {
      const looks = Array.from({ length: 8 }, () => statusOf(data.key, { limit: '1' }));
      return (await Promise.all(looks)).every((one) => one === status);
    }, product.output);
  /** The status of the answer to a question about the past, under way while `meanwhile` happens. */
  const answeredOver = async ({ data }: Json, meanwhile: () => Promise<void>) => {
    await areAll(200, { data });
    const held = await holdTable(product, 'catalog_history', 'ACCESS EXCLUSIVE');
    try {
      const status = statusOf(data.key, { ...question, as_of: at });
      await held.awaited('as-of', 1);
      await meanwhile();
      await held.release();
      return await status;
    } finally {
      await held.release();
    }
  };
  assert.equal(await answeredOver(kept, async () => {}), 200, 'control: a key that was not revoked gets it');
  const revoke = async () => {
    await ask(`${keys}/${ended.data.id}`, { token: shop.adminToken, method: 'DELETE' });
    await areAll(401, ended);
  };
  assert.equal(await answeredOver(ended, revoke), 401);
});

test('a tenant has one question about the past at a time, and no other tenant is refused because of it', async () => {
  const [{ at } = assert.fail()] = shown;
  // Two questions are answered at a time: with these, one more waits its turn.
  const others = [await createShop(product.url), await createShop(product.url)];
  const statusOf = async (token: string) => (await ask(path({ as_of: at }), { token })).status;
  for (const { writeKey } of others) await waitFor(async () => (await statusOf(writeKey)) === 200, product.output);
  const held = await holdTable(product, 'catalog_history', 'ACCESS EXCLUSIVE');
  try {
    // Of several instances each answers one.
    const own = Array.from({ length: 8 }, () => statusOf(shop.writeKey));
    const theirs = others.map(({ writeKey }) => statusOf(writeKey));
    await Promise.any(own.map(async (status) => assert.equal(await status, 503)));
    await held.release();
    const statuses = await Promise.all(own);
    assert.deepEqual([statuses.includes(200), await Promise.all(theirs)], [true, [200, 200]], statuses.join());
  } finally {
    await held.release();
  }
});

test('that shoppers were erased since is told, and what they did still counts', async () => {
  const [{ question, at } = assert.fail()] = shown;
  const path = `${product.url}/api/v1/tenants/${shop.tenantId}/users/cy`;
  assert.equal((await ask(path, { token: shop.adminToken, method: 'DELETE' })).status, 202);
  // How far raw events go back is another note, which comes with the first pass of the retention.
  const isTold = async () =>
    (await answered({ ...question, as_of: at })).meta.asOf.notes.some((note: string) =>
      /^one shopper was erased since/.test(note),
    );
  await waitFor(isTold, product.output);
  const before = await answered({ userId: 'ada', as_of: '2020-01-01T00:00:00.000Z' });
  assert.doesNotMatch(before.meta.asOf.notes.join(), /erased/, 'control: they had done nothing by then');
});
