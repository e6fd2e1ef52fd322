import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { allProcessesOf } from '#testing/processes.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { postBatch, postEvent, viewOf } from '../support/events.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

/** The length of the outage that the product must survive (spec: 'Postgres gone for a minute'). */
const outageMs = 60_000;
const batchEveryMs = 500;
const products = 20;

let product: Product;
let shop: Shop;

before(async () => {
  product = await startProduct();
  shop = await createShop(product.url);
  const items = Array.from({ length: products }, (_, n) => ({
    productId: `product-${n}`,
    name: `Product ${n}`,
    category: 'Things',
    price: 1 + n,
  }));
  const created = await ask(`${product.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
  assert.equal(created.status, 200);
});
after(() => product.remove());

test('with Postgres frozen for a minute events are accepted, answers given, and all is caught up afterwards', async () => {
  const recommend = (userId: string) =>
    ask(`${product.url}/api/v1/recommendations?userId=${userId}`, { token: shop.readKey });
  await postEvent(shop, viewOf(1));
  await drained(product);

  const postmaster = product.pidOf('postgres');
  assert.ok(postmaster !== null);
  const frozen = allProcessesOf(postmaster);
  for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  let sent = 1;
  try {
    const end = Date.now() + outageMs;
    while (Date.now() < end) {
      const events = Array.from({ length: 10 }, () => viewOf(++sent));
      const answer = await postBatch(shop, events);
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      assert.equal(answer.body.data.rejected, 0);
      const recommended = await recommend(`shopper-${sent}`);
      assert.equal(recommended.status, 200, JSON.stringify(recommended.body));
      assert.ok(recommended.body.data.length > 0);
      await delay(batchEveryMs);
    }
    // Control: a request that needs Postgres is answered with a problem that says so, and a time to try again.
    const tenant = await ask(`${product.url}/api/v1/tenants`, { token: shop.adminToken, body: { name: 'Not now' } });
    assert.equal(tenant.status, 503, JSON.stringify(tenant.body));
    assert.ok(tenant.headers.get('retry-after'));
    // A catalog write is durable on the log and says that it is not readable yet.
    const put = await ask(`${product.url}/api/v1/catalog/product-new`, {
      method: 'PUT',
      token: shop.writeKey,
      body: { name: 'New', category: 'Things', price: 3 },
    });
    assert.equal(put.status, 202, JSON.stringify(put.body));
    assert.equal(put.body.meta.pending, true);
  } finally {
    for (const pid of frozen) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch {
        // The backend had ended meanwhile.
      }
    }
  }

  await drained(product, 120_000);
  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, sent);
  assert.equal(new Set(ids).size, sent);
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  const item = await ask(`${product.url}/api/v1/catalog/product-new`, { token: shop.readKey });
  assert.equal(item.status, 200);
});
