import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { skipWithoutRedis } from '#testing/redis.ts';
import { useRedis } from '#testing/redis-links.ts';
import { createSharedServerTimes } from './shared-server-times.ts';

const newKey = () => ({ type: 1, userId: 'u', productId: 'p', clientEventId: randomUUID() });

describe('times of events without one, by Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();

  test('the first who asks gives the time, in its scope, for a day', async () => {
    const [a, b] = [await links.open(), await links.open()];
    const [key, other] = [newKey(), newKey()];
    assert.deepEqual(await createSharedServerTimes(a).agree(1, [key], 1_000), [1_000]);
    assert.deepEqual(await createSharedServerTimes(b).agree(1, [other, key], 2_000), [2_000, 1_000]);
    assert.deepEqual(await createSharedServerTimes(b).agree(2, [key], 3_000), [3_000], 'another scope');
    const names = (await a.ask('server_time', (client) => client.keys('reco:eventtime:1:*'))) ?? [];
    assert.equal(names.length, 2);
    for (const name of names) {
      const seconds = (await a.ask('server_time', (client) => client.ttl(name))) ?? 0;
      assert.ok(seconds > 86_000 && seconds <= 86_400, `${seconds} s`);
    }
  });

  test('what is no time of ours is none, and nobody can tell while Redis is away', async () => {
    const link = await links.open();
    const times = createSharedServerTimes(link);
    const key = newKey();
    const before = new Set(await link.ask('server_time', (client) => client.keys('reco:eventtime:*')));
    await times.agree(1, [key], 1_000);
    const names = (await link.ask('server_time', (client) => client.keys('reco:eventtime:*'))) ?? [];
    const name = names.find((one) => !before.has(one)) ?? '';
    for (const foreign of ['', 'noon', '-1', '1e300']) {
      await link.ask('server_time', (client) => client.set(name, foreign));
      assert.deepEqual(await times.agree(1, [key], 2_000), [undefined], foreign);
    }
    link.close();
    assert.equal(await times.agree(1, [key], 2_000), undefined);
  });
});
