import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis } from '#testing/redis.ts';
import { untilClosed, useRedis } from '#testing/redis-links.ts';
import { redisKeys } from '../redis/keys.ts';
import { longMs, newAsked, servedOf, testAnswerCache } from './answer-cache.contract.ts';
import type { Asked } from './answer-cache.ts';
import { createSharedAnswerCache } from './shared-answer-cache.ts';

describe('answers that are shared by Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();
  let client: Redis;
  before(() => {
    client = new Redis(links.redis.url);
    client.on('error', () => {});
  });
  after(() => client.disconnect());

  async function openInstance(answerWithinMs?: number) {
    const link = await links.open(answerWithinMs);
    return { link, cache: createSharedAnswerCache(link) };
  }
  const keyOf = ({ question, text }: Asked) =>
    redisKeys.answer.of(question.scope, question.userId, question.strategy, hash('sha256', text, 'base64url'));

  testAnswerCache(async () => (await openInstance()).cache);
  // One process keeps each answer, and another looks for it.
  testAnswerCache(async () => {
    const [a, b] = [await openInstance(), await openInstance()];
    return {
      keep: a.cache.keep,
      async find(...asked) {
        await a.link.ask('answer', (one) => one.ping()); // When this is answered, Redis has what was sent before it.
        return b.cache.find(...asked);
      },
    };
  });

  test('what is no answer of this release counts as none', async () => {
    const { cache, link } = await openInstance();
    const [kept, other] = [newAsked(), newAsked()];
    cache.keep(kept, 'stamp', servedOf('mug'), Date.now(), longMs);
    await link.ask('answer', (one) => one.ping());
    const { cache: another } = await openInstance();
    assert.deepEqual(await another.find(kept, 'stamp', Date.now()), servedOf('mug'), 'control');
    const good = JSON.parse((await client.get(keyOf(kept))) ?? '');
    for (const text of ['', 'null', '7', '{"format":1', JSON.stringify({ ...good, format: 0 })]) {
      await client.set(keyOf(other), text, 'EX', 60);
      assert.equal(await another.find(other, 'stamp', Date.now()), undefined, text);
    }
    await client.del(keyOf(other));
    await client.lpush(keyOf(other), 'a list');
    assert.equal(await another.find(other, 'stamp', Date.now()), undefined);
    await client.del(keyOf(other));
  });

  test('in each failure of Redis a process goes on with its own answers, and shares again afterwards', async () => {
    const [a, b] = [await openInstance(20), await openInstance(20)];
    const { redis } = links;
    const failures = {
      killed: [redis.kill, redis.restart],
      frozen: [redis.freeze, redis.thaw],
    } as const;
    for (const [name, [fail, heal]] of Object.entries(failures)) {
      const own = newAsked();
      await fail();
      a.cache.keep(own, name, servedOf('mug'), Date.now(), longMs);
      assert.deepEqual(await a.cache.find(own, name, Date.now()), servedOf('mug'), name);
      assert.equal(await b.cache.find(own, name, Date.now()), undefined, name);
      await heal();
      await Promise.all([untilClosed(a.link), untilClosed(b.link)]);
      await waitFor(
        async () => {
          const asked = newAsked();
          a.cache.keep(asked, name, servedOf('cup'), Date.now(), longMs);
          return (await b.cache.find(asked, name, Date.now())) !== undefined;
        },
        () => `shared answers after ${name}`,
      );
    }
  });
});
