import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { findFreePort, waitFor } from '#testing/product.ts';
import { skipWithoutRedis } from '#testing/redis.ts';
import { untilClosed, useRedis } from '#testing/redis-links.ts';
import { type RedisLink, type RedisOptions, silentConnectionMs } from './open-redis.ts';

describe('the link to Redis', { skip: skipWithoutRedis }, () => {
  const links = useRedis();
  const open = (options: Partial<RedisOptions> = {}) => {
    const states: string[] = [];
    const fallbacks: string[] = [];
    const link = links.begin({
      answerWithinMs: 1_000,
      onState: (state) => states.push(state),
      onFallback: (use) => fallbacks.push(use),
      ...options,
    });
    return { link, states, fallbacks };
  };

  test('answers once it is connected, and goes on without it until then', async () => {
    const { link, fallbacks } = open();
    assert.equal(
      link.ask('answer', (client) => client.ping()),
      undefined,
    );
    assert.deepEqual(fallbacks, ['answer']);
    await untilClosed(link);
    assert.equal(await link.ask('answer', (client) => client.ping()), 'PONG');
    assert.equal(await link.ask('answer', (client) => client.get(`reco:nothing:${randomUUID()}`)), null);
  });

  test('tells how many commands wait for their answer', async () => {
    const { link } = open();
    await untilClosed(link);
    const asked = [link.ask('answer', (client) => client.ping()), link.ask('answer', (client) => client.ping())];
    assert.equal(link.queue.size(), 2);
    await Promise.all(asked);
    assert.deepEqual([link.queue.size(), link.queue.ageMs()], [0, 0]);
  });

  test('opens without a Redis, and finds one that comes', async () => {
    const { link } = open({ url: `redis://127.0.0.1:${await findFreePort()}` });
    await new Promise(setImmediate);
    assert.equal(
      link.ask('answer', (client) => client.ping()),
      undefined,
    );
    await links.redis.kill();
    const { link: late } = open();
    await links.redis.restart();
    await untilClosed(late);
  });

  test('a killed Redis is not asked again until it is back', async () => {
    const { link } = open();
    await untilClosed(link);
    await links.redis.kill();
    await waitFor(
      async () => link.state === 'open',
      () => 'an open circuit',
    );
    assert.equal(
      link.ask('answer', (client) => client.ping()),
      undefined,
    );
    await links.redis.restart();
    await untilClosed(link);
    assert.equal(await link.ask('answer', (client) => client.ping()), 'PONG');
  });

  test('a frozen Redis costs the questions of a moment their wait, the later ones nothing', async () => {
    const { link, states, fallbacks } = open({ answerWithinMs: 5 });
    await untilClosed(link);
    states.splice(0);
    await links.redis.freeze();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => link.ask('rate_limit', (client) => client.ping())),
    );
    assert.deepEqual(new Set(answers), new Set([undefined]));
    assert.equal(fallbacks.length, 20);
    await waitFor(
      async () => {
        await link.ask('rate_limit', (client) => client.ping());
        return link.state !== 'closed';
      },
      () => 'an open circuit',
    );
    assert.equal(states[0], 'open');
    assert.equal(
      link.ask('rate_limit', (client) => client.ping()),
      undefined,
    );
    await links.redis.thaw();
    await untilClosed(link);
  });

  test('an answer is not asked for while Redis is in doubt, and its own lateness brings no doubt', async () => {
    const { link, states } = open({ answerWithinMs: 5 });
    await untilClosed(link);
    states.splice(0);
    await links.redis.freeze();
    const slow = link.ask('answer', (client) => client.ping());
    assert.notEqual(slow, undefined);
    assert.equal(await slow, undefined);
    const again = link.ask('answer', (client) => client.ping());
    assert.notEqual(again, undefined, 'control: still asked');
    await link.ask('rate_limit', (client) => client.ping());
    assert.equal(
      link.ask('answer', (client) => client.ping()),
      undefined,
    );
    assert.deepEqual(states, []);
    await links.redis.thaw();
    await again;
  });

  test('what nobody waits for costs nobody anything', async () => {
    const { link, fallbacks } = open({ answerWithinMs: 5 });
    await untilClosed(link);
    const key = `reco:told:${randomUUID()}`;
    await links.redis.freeze();
    link.tell((client) => client.set(key, 'told', 'EX', 10));
    await links.redis.thaw();
    await waitFor(
      async () => (await link.ask('duplicate', (client) => client.get(key))) === 'told',
      () => 'what was told',
    );
    link.tell((client) => client.lpush(key, 'no list'));
    await link.ask('duplicate', (client) => client.ping());
    assert.deepEqual(
      fallbacks.filter((use) => use === 'answer'),
      [],
    );
  });

  test('a connection that stays silent is replaced, as its other end may be gone without a word', async () => {
    const connectionOf = (link: RedisLink) => link.ask('answer', (client) => client.client('ID'));
    const { link } = open();
    await untilClosed(link);
    const first = await connectionOf(link);
    for (const [ms, isSame] of [
      [silentConnectionMs / 10, true],
      [silentConnectionMs * 1.5, false],
    ] as const) {
      await links.redis.freeze();
      const frozenAt = performance.now();
      void link.ask('answer', (client) => client.ping());
      await waitFor(
        async () => performance.now() - frozenAt > ms,
        () => 'the time that this promise is about',
      );
      await links.redis.thaw();
      await untilClosed(link);
      assert.equal((await connectionOf(link)) === first, isSame, `after ${ms} ms`);
    }
  });

  test('a command that Redis refuses counts as no answer', async () => {
    const { link, fallbacks } = open();
    await untilClosed(link);
    const key = `reco:wrong-type:${randomUUID()}`;
    await link.ask('answer', (client) => client.set(key, 'text', 'EX', 10));
    assert.equal(await link.ask('answer', (client) => client.lpush(key, 'no list')), undefined);
    assert.deepEqual(fallbacks, ['answer']);
    assert.equal(await link.ask('answer', (client) => client.get(key)), 'text', 'control: it is still asked');
  });
});
