import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { waitFor } from './product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from './redis.ts';

describe('the Redis of the tests', { skip: skipWithoutRedis }, () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startTestRedis();
  });
  after(() => redis.stop());

  /** Returns what a client gets within a moment. */
  async function hear(): Promise<string> {
    const client = new Redis(redis.url, { commandTimeout: 300, connectTimeout: 300, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      return await client.ping();
    } catch {
      return 'nothing';
    } finally {
      client.disconnect();
    }
  }

  test('is silent while frozen, gone while killed, and back after each', async () => {
    assert.equal(await hear(), 'PONG');
    await redis.freeze();
    assert.equal(await hear(), 'nothing');
    await redis.thaw();
    await waitFor(
      async () => (await hear()) === 'PONG',
      () => 'an answer after the thaw',
    );
    await redis.kill();
    assert.equal(await hear(), 'nothing');
    await redis.restart();
    assert.equal(await hear(), 'PONG');
  });
});
