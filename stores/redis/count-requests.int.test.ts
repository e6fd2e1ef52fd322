import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { testTakeRequest } from '#runtime/http/take-request.contract.ts';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis } from '#testing/redis.ts';
import { untilClosed, useRedis } from '#testing/redis-links.ts';
import { createSharedRequestCounts } from './count-requests.ts';

const window = 29_000_000;

describe('requests that are counted in Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();
  /** Opens the counts as another process would have them, with a connection and a memory of their own. */
  async function openInstance(answerWithinMs?: number) {
    const link = await links.open(answerWithinMs);
    return { link, take: createSharedRequestCounts(link) };
  }

  testTakeRequest(async () => (await openInstance()).take);

  test('two instances share one limit exactly, however their requests mix', async () => {
    const [a, b] = [await openInstance(), await openInstance()];
    const [id, limit] = [randomUUID(), 1_000];
    let taken = 0;
    const ask = async ({ take }: typeof a) => {
      for (let n = 0; n < 40; n += 1) {
        const [before = limit] = await take([{ id, limit }], window);
        if (before < limit) taken += 1;
      }
    };
    await Promise.all(Array.from({ length: 60 }, (_, n) => ask(n % 2 === 0 ? a : b)));
    assert.equal(taken, limit, 'of 2,400');
    const alone = createSharedRequestCounts({ ...a.link, ask: () => undefined });
    assert.deepEqual(
      await alone([{ id, limit }], window),
      [0],
      'control: without Redis it would have had its own thousand',
    );
  });

  test('without Redis each instance goes on from what was counted together', async () => {
    const [a, b] = [await openInstance(), await openInstance()];
    const [id, limit] = [randomUUID(), 10];
    for (let n = 0; n < 6; n += 1) await (n % 2 === 0 ? a : b).take([{ id, limit }], window);
    await links.redis.kill();
    await waitFor(
      async () => a.link.state === 'open' && b.link.state === 'open',
      () => 'open circuits',
    );
    const counts: (number | undefined)[] = [];
    for (let n = 0; n < 6; n += 1) counts.push((await a.take([{ id, limit }], window))[0]);
    // The first process knew of five requests, since the sixth went through the other.
    assert.deepEqual(counts, [5, 6, 7, 8, 9, 10]);
    assert.deepEqual(await b.take([{ id, limit }], window), [6]);
    await links.redis.restart();
  });

  test('a Redis that comes back empty hears what was counted without it', async () => {
    const [a, b] = [await openInstance(), await openInstance()];
    const [id, limit] = [randomUUID(), 10];
    for (let n = 0; n < 4; n += 1) await a.take([{ id, limit }], window);
    await links.redis.kill();
    await links.redis.restart();
    await Promise.all([untilClosed(a.link), untilClosed(b.link)]);
    assert.deepEqual(await a.take([{ id, limit }], window), [4]);
    assert.deepEqual(await b.take([{ id, limit }], window), [5], 'and so does the other instance');
  });

  test('while Redis is frozen a limit holds in each instance, and afterwards for both', async () => {
    const [a, b] = [await openInstance(5), await openInstance(5)];
    const [id, limit] = [randomUUID(), 50];
    await links.redis.freeze();
    const counts = await Promise.all(Array.from({ length: 100 }, () => a.take([{ id, limit }], window)));
    assert.equal(counts.filter(([before = limit]) => before < limit).length, limit);
    await links.redis.thaw();
    await waitFor(
      async () => (await a.link.ask('rate_limit', (client) => client.ping())) === 'PONG',
      () => 'an answer after all that waited',
    );
    await untilClosed(b.link);
    assert.deepEqual(await b.take([{ id, limit }], window), [limit], 'what waited in the frozen Redis was counted');
  });
});
