import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createItem } from '#testing/create-item.ts';
import { type ProcessName, type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { createLedger } from '../support/ledger.ts';
import { createPatientClient, type PatientClient } from '../support/patient-client.ts';
import { drained, storedEventIds } from '../support/recount.ts';

const products = ['mug', 'pan', 'cup'];
const victims: readonly ProcessName[] = ['server', 'processors', 'postgres', 'parent'];
const shoppersBetweenKills = 5;

let product: Product;
let shop: Shop;
let client: PatientClient;
let shoppers = 0;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  client = createPatientClient(product, shop);
  for (const productId of products)
    await createItem(product.url, shop.writeKey, { productId, name: productId, category: 'kitchen', price: 1 });
  await waitFor(async () => (await recommend('nobody')).data.length === products.length, product.output);
});
after(() => product.remove());

const recommend = (userId: string) => client.recommend({ userId, placementId: 'home' });

/** Every product is seen, the first one clicked; `laterMs` makes these other events of the same answer. */
const shown = (ids: readonly string[], laterMs = 0) => {
  const timestamp = new Date(Date.now() - 60_000 + laterMs).toISOString();
  return [
    ...ids.map((productId) => ({ eventType: 'recommendation_impressed', productId, timestamp })),
    { eventType: 'recommendation_clicked', productId: ids[0]!, timestamp },
  ];
};
const idsOf = ({ data }: { data: Json[] }): string[] => data.map((item: { productId: string }) => item.productId);

async function counted(): Promise<Json> {
  const [sums] = await queryProduct<object>(
    product,
    `SELECT coalesce(sum(recommendation_impressed), 0)::int AS impressions, coalesce(sum(recommendation_clicked), 0)::int AS clicks FROM analytics_daily a
     JOIN projections p ON p.name = 'analytics' AND p.live_version = a.version JOIN scopes s ON s.scope = a.scope WHERE s.tenant_id = $1`,
    [shop.tenantId],
  );
  return sums;
}

test('what a shopper was answered is read back by its request id, by nobody else', async () => {
  const { data, meta } = await recommend('ada');
  const read = (token: string) => ask(`${product.url}/api/v1/exposures/${meta.requestId}`, { token });
  await waitFor(async () => (await read(shop.adminToken)).status === 200, product.output);
  const { body } = await read(shop.writeKey);
  assert.deepEqual(
    [body.data.userId, body.data.placementId, body.data.strategy, body.data.productIds],
    ['ada', 'home', meta.strategy, idsOf({ data })],
  );
  const stranger = await createShop(product.url, 'Stranger');
  assert.equal((await read(stranger.adminToken)).status, 404);
});

test('an answer from the cache and each of a batch are recorded; of nobody, or for an admin who looks, none is', async () => {
  const api = `${product.url}/api/v1`;
  const isRecorded = async (requestId: string) =>
    (await ask(`${api}/exposures/${requestId}`, { token: shop.adminToken })).status === 200;
  const forAdmin = await ask(`${api}/tenants/${shop.tenantId}/recommendations?userId=eve`, { token: shop.adminToken });
  const ofNobody = await ask(`${api}/recommendations`, { token: shop.readKey });
  // Of several instances each remembers for itself: asked so often, one of them has answered it before.
  const asked: Json[] = [];
  await waitFor(async () => asked.push(await recommend('eve')) > 0 && asked.at(-1).meta.cached, product.output);
  const questions = [{ userId: 'eve' }, { userId: 'bob' }, {}];
  const batch = await ask(`${api}/recommendations/batch`, { token: shop.readKey, body: { questions } });
  const ids: string[] = batch.body.data.map(({ meta }: Json) => meta.requestId);
  for (const requestId of [asked.at(-1).meta.requestId, ids[0], ids[1]])
    await waitFor(() => isRecorded(requestId), product.output);
  await drained(product);
  for (const requestId of [forAdmin.body.meta.requestId, ofNobody.body.meta.requestId, ids[2]!])
    assert.equal(await isRecorded(requestId), false, requestId);
});

test('impressions and clicks of pages count once: sent again, told anew, and after kill -9 of each process', async (context) => {
  const ledger = createLedger();
  const before = await counted();
  let impressions = 0;
  const visit = async () => {
    const answer = await recommend(`shopper-${++shoppers}`);
    const [ids, { trackingToken }] = [idsOf(answer), answer.meta];
    impressions += ids.length;
    const events = shown(ids);
    for (const told of [events, shown(ids, 1_000)])
      for (const result of await client.report(trackingToken, told)) ledger.acknowledge(result.eventId);
    return { trackingToken, events };
  };
  const visits: Awaited<ReturnType<typeof visit>>[] = [];
  for (const victim of victims) {
    for (let n = 0; n < shoppersBetweenKills; n += 1) visits.push(await visit());
    context.diagnostic(`kill -9 ${victim}`);
    await client.kill(victim, async () => void visits.push(await visit()));
  }
  await client.ready();
  await drained(product, 120_000);
  for (const { trackingToken, events } of visits)
    for (const { status } of await client.report(trackingToken, events)) assert.equal(status, 'duplicate');
  await drained(product, 120_000);

  const stored = await storedEventIds(product, shop.tenantId);
  assert.deepEqual(ledger.compare(stored), { lost: [], twice: [] });
  assert.notDeepEqual(ledger.compare(stored.slice(1)), { lost: [], twice: [] }, 'control');
  assert.ok(impressions >= shoppers, `${impressions} were shown`);
  assert.deepEqual(await counted(), {
    impressions: before.impressions + impressions,
    clicks: before.clicks + shoppers,
  });
  assert.equal(ledger.acknowledged.size, 2 * (impressions + shoppers), 'control: twice as many are stored');
});

test('where the tenant demands it a page is answered about no shopper but its own, whichever secret of the last day it has', async () => {
  const tenant = `${product.url}/api/v1/tenants/${shop.tenantId}`;
  const makeSecret = async (): Promise<string> => {
    const { status, body } = await ask(`${tenant}/user-hash-secret`, { method: 'POST', token: shop.adminToken });
    assert.equal(status, 201);
    return body.data.secret;
  };
  const hashOf = (userId: string, secret: string) => createHmac('sha256', secret).update(userId).digest('hex');
  const statusOf = async (token: string, query: string, headers = {}) =>
    (await ask(`${product.url}/api/v1/recommendations?${query}`, { token, headers })).status;
  const first = await makeSecret();
  assert.equal(await statusOf(shop.readKey, 'userId=ada'), 200, 'control');
  const demand = { method: 'PUT', token: shop.adminToken, body: { config: { requireUserHash: true } } };
  assert.equal((await ask(tenant, demand)).body.data.config.requireUserHash, true);
  await waitFor(async () => (await statusOf(shop.readKey, 'userId=ada')) === 403, product.output);
  const second = await makeSecret();
  assert.notEqual(second, first);
  for (const secret of [first, second])
    await waitFor(
      async () => (await statusOf(shop.readKey, `userId=ada&userHash=${hashOf('ada', secret)}`)) === 200,
      product.output,
    );
  assert.equal(await statusOf(shop.readKey, `userId=bob&userHash=${hashOf('ada', second)}`), 403);
  assert.equal(await statusOf(shop.readKey, 'limit=3'), 200, 'of nobody');
  assert.equal(await statusOf(shop.writeKey, 'userId=ada'), 200, 'the shop itself');
  assert.equal(await statusOf(shop.writeKey, 'userId=ada', { origin: 'https://shop.example' }), 403);
});
