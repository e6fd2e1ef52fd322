import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { isDistributed, type Product, startProduct, waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { postEvent, viewOf } from '../support/events.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';

const internalApiKey = 'internal-key-of-this-test-alone-32-bytes';
const products = 5;
/** Requests of each kind in each state of Redis. */
const requestsEach = 40;

describe('the product with Redis', { skip: skipWithoutRedis }, () => {
  let redis: TestRedis;
  let product: Product;
  let shop: Shop;
  let sent = 0;
  const acknowledged = new Set<string>();

  before(async () => {
    redis = await startTestRedis();
    product = await startProduct({ env: { REDIS_URL: redis.url, INTERNAL_API_KEY: internalApiKey } });
    shop = await createShop(product.url);
    const items = Array.from({ length: products }, (_, n) => ({
      productId: `product-${n}`,
      name: `Product ${n}`,
      category: 'Things',
      price: 1 + n,
    }));
    await ask(`${product.url}/api/v1/catalog/batch`, { token: shop.writeKey, body: { items } });
  });
  after(async () => {
    await product.remove();
    await redis.stop();
  });

  const ready = async () => (await ask(`${product.url}/ready`, { token: internalApiKey })).body;
  const untilRedisIs = (state: string) =>
    waitFor(
      async () => (await ready()).data.parts.redis.state === state,
      () => `Redis ${state}`,
    );
  const metricsOf = async () => {
    const { body } = await ask(`${product.url}/internal/metrics`, { token: internalApiKey });
    return (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1] ?? 0);
  };

  const inTime = async (what: string, isSo: () => Promise<boolean>) => {
    if (isDistributed) await waitFor(isSo, () => what);
    else assert.ok(await isSo(), what);
  };

  /**
   * Sends what shops send; no answer may depend on the state of Redis. A single process knows its events at once. Each of several knows its own,
   * and those that another has told Redis, if Redis answers within a few ms, which it may not on a busy machine.
   */
  async function shopOn(): Promise<void> {
    for (let n = 0; n < requestsEach; n += 1) {
      const view = viewOf(++sent);
      const answer = await postEvent(shop, view);
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      acknowledged.add(answer.body.data.eventId);
      await inTime('a duplicate that is told so', async () => {
        const { status } = await postEvent(shop, view);
        assert.ok(status === 200 || status === 202, String(status));
        return status === 200;
      });
      const userId = randomUUID();
      const recommend = async () => {
        const { status, body, headers } = await ask(`${product.url}/api/v1/recommendations?userId=${userId}`, {
          token: shop.readKey,
        });
        assert.equal(status, 200);
        assert.ok(body.data.length > 0);
        assert.ok(Number(headers.get('ratelimit-remaining')) > 0);
        return body.meta.cached === true;
      };
      assert.equal(await recommend(), false);
      // A view of before may be folded between two questions, and a product's first visits end an answer.
      await waitFor(recommend, () => 'an answer from the cache');
    }
    const tenant = await ask(`${product.url}/api/v1/tenants/${shop.tenantId}`, { token: shop.adminToken });
    assert.equal(tenant.status, 200);
  }

  test('counts limits, keeps answers and hints in it, and says so', async () => {
    await untilRedisIs('up');
    await drained(product);
    await shopOn();
    await waitFor(
      async () => (await metricsOf())('redis_circuit_state\\{state="closed"\\}') === 1,
      () => 'a closed circuit in the metrics',
    );
  });

  test('goes on while Redis is frozen, killed or comes and goes, and uses it again afterwards', async () => {
    await redis.freeze();
    await untilRedisIs('down');
    await redis.thaw();
    await untilRedisIs('up');
    await redis.freeze();
    await shopOn();
    await untilRedisIs('down');
    assert.equal((await ready()).data.status, 'degraded');
    await waitFor(
      async () => {
        const value = await metricsOf();
        return (
          value('redis_circuit_state\\{state="closed"\\}') === 0 &&
          value('redis_fallbacks_total\\{use="rate_limit"\\}') > 0
        );
      },
      () => 'an open circuit and what went on without it in the metrics',
    );
    await redis.thaw();
    await untilRedisIs('up');

    await redis.kill();
    await untilRedisIs('down');
    await shopOn();
    await redis.restart();
    await untilRedisIs('up');

    let isShopping = true;
    const shopping = shopOn().finally(() => {
      isShopping = false;
    });
    while (isShopping) {
      await redis.freeze();
      await ready();
      await redis.thaw();
      await untilRedisIs('up');
    }
    await shopping;
    await shopOn();
  });

  test('has stored each acknowledged event once', async () => {
    await drained(product);
    const stored = await storedEventIds(product, shop.tenantId);
    assert.equal(acknowledged.size, sent);
    assert.deepEqual(stored.toSorted(), [...acknowledged].sort());
    const { counters, events } = await recount(product, shop.tenantId);
    assert.deepEqual(counters, events);
  });
});
