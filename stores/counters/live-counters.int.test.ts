import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRedis, type RedisLink } from '#stores/redis/open-redis.ts';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { createLiveCounters } from './live-counters.ts';

const types = ['product_viewed', 'purchase'];
const noonMs = Date.UTC(2026, 10, 21, 12);

describe('live counters in Redis', { skip: skipWithoutRedis }, () => {
  let server: TestRedis;
  const links: RedisLink[] = [];
  const open = async (): Promise<RedisLink> => {
    const link = openRedis({ url: server.url });
    links.push(link);
    await waitFor(
      async () => link.state === 'closed',
      () => 'Redis answers',
    );
    return link;
  };
  before(async () => {
    server = await startTestRedis();
  });
  after(async () => {
    for (const link of links) link.close();
    await server.stop();
  });

  test('events of all instances are summed by scope, day and type, and forgotten after two days', async () => {
    const [a, b] = [await open(), await open()];
    const [one, other] = [createLiveCounters(a), createLiveCounters(b)];
    one.count(1, noonMs, ['product_viewed', 'purchase', 'product_viewed']);
    other.count(1, noonMs, ['product_viewed']);
    other.count(2, noonMs, ['product_viewed']);
    other.count(1, noonMs + 86_400_000, ['purchase']);
    await waitFor(
      async () => (await one.read(1, '2026-11-21', types))?.product_viewed === 3,
      () => 'three views',
    );
    assert.deepEqual(await other.read(1, '2026-11-21', types), { product_viewed: 3, purchase: 1 });
    assert.deepEqual(await one.read(2, '2026-11-21', types), { product_viewed: 1, purchase: 0 });
    assert.deepEqual(await one.read(1, '2026-11-22', types), { product_viewed: 0, purchase: 1 });
    const seconds = await a.ask('health', (client) => client.ttl('reco:counter:1:2026-11-21:purchase'));
    assert.ok(seconds !== undefined && seconds > 47 * 3_600 && seconds <= 48 * 3_600, String(seconds));
  });

  test('while Redis is away nothing is counted, nothing is thrown, and nobody can tell', async () => {
    const counters = createLiveCounters(await open());
    await server.kill();
    counters.count(3, noonMs, ['purchase']);
    assert.equal(await counters.read(3, '2026-11-21', types), undefined);
    await server.restart();
    await waitFor(
      async () => (await counters.read(3, '2026-11-21', types)) !== undefined,
      () => 'Redis answers again',
    );
    counters.count(3, noonMs, ['purchase']);
    await waitFor(
      async () => (await counters.read(3, '2026-11-21', types))?.purchase === 1,
      () => 'control: it counts again',
    );
  });
});
