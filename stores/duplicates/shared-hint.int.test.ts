import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { skipWithoutRedis } from '#testing/redis.ts';
import { useRedis } from '#testing/redis-links.ts';
import { createSharedHint } from './shared-hint.ts';

describe('the duplicate hint in Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();
  const newIds = (count: number) => Array.from({ length: count }, () => randomBytes(16));

  test('finds what was remembered, in order, in its scope alone, however many there are', async () => {
    const hint = createSharedHint(await links.open());
    const ids = newIds(1_700);
    assert.deepEqual(await hint.find(1, ids), []);
    hint.remember(
      1,
      ids.filter((_, i) => i % 3 === 0),
    );
    assert.deepEqual(
      await hint.find(1, ids),
      ids.flatMap((_, i) => (i % 3 === 0 ? [i] : [])),
    );
    assert.deepEqual(await hint.find(2, ids), [], 'another scope');
  });

  test('forgets by itself', async () => {
    const link = await links.open();
    const hint = createSharedHint(link);
    const [id] = newIds(1);
    hint.remember(1, [id!]);
    const key = `reco:dedup:1:${id?.toString('base64url')}`;
    const ttl = (await link.ask('duplicate', (client) => client.ttl(key))) ?? 0;
    assert.ok(ttl > 86_000 && ttl <= 86_400, `${ttl} s`);
  });
});
