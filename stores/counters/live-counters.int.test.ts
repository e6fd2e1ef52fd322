import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis } from '#testing/redis.ts';
import { useRedis } from '#testing/redis-links.ts';
import { createLiveCounters } from './live-counters.ts';

const types = ['product_viewed', 'purchase'];
const noonMs = Date.UTC(2026, 10, 21, 12);

describe('live counters in Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();

  test('events of all instances are summed by scope, day and type, and forgotten after two days', async () => {
    const [a, b] = [await links.open(), await links.open()];
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
    const counters = createLiveCounters(await links.open());
    await links.redis.kill();
    counters.count(3, noonMs, ['purchase']);
    assert.equal(await counters.read(3, '2026-11-21', types), undefined);
    await links.redis.restart();
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
