import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { AccessDirectory, ApiKey } from '#domain/access/tenant.ts';
import { createSharedRequestCounts } from '#stores/redis/count-requests.ts';
import { openRedis, type RedisLink } from '#stores/redis/open-redis.ts';
import { plainTenant } from '#testing/plain.ts';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { createSilentLogger } from '../logger.ts';
import { createMetrics } from '../metrics.ts';
import { createServer } from './create-server.ts';
import { success } from './envelope.ts';

const writesPerMinute = 200;
const patientMs = 20_000;

describe('two servers with one Redis', { skip: skipWithoutRedis }, () => {
  let redis: TestRedis;
  const keys = new Map<string, ApiKey>();
  const instances: { server: FastifyInstance; link: RedisLink }[] = [];

  async function openInstance() {
    const link = openRedis({ url: redis.url, answerWithinMs: patientMs });
    const server = createServer({
      routes: [
        {
          method: 'POST',
          path: '/count',
          auth: 'key_write',
          limit: 'write',
          summary: 'count',
          tag: 'Test',
          answers: { 200: Type.String() },
          handler: async () => success('counted'),
        },
      ],
      directory,
      jwtSecret: 'jwt secret of these tests alone',
      internalApiKey: 'internal key of these tests alone',
      isTokenRevoked: async () => false,
      takeRequest: createSharedRequestCounts(link),
      logger: createSilentLogger(),
      metrics: createMetrics(),
    });
    await server.ready();
    await waitFor(
      async () => link.state === 'closed',
      () => 'Redis',
    );
    return { server, link };
  }
  const directory: AccessDirectory = {
    authenticateKey(text) {
      const key = keys.get(text);
      return key === undefined ? { ok: false, reason: 'unknown' } : { ok: true, key, tenant };
    },
    tenant: () => tenant,
    tenantOfScope: () => tenant,
    configVersion: () => '1',
  };
  const newKey = (): string => {
    const keyId = randomUUID();
    const text = `rk_live_${keyId}`;
    const { tenantId, scopes } = tenant;
    const rights = { permissions: 'read_write', readsPerMinute: 1, writesPerMinute } as const;
    keys.set(text, { keyId, tenantId, scope: scopes.live, space: 'live', ...rights });
    return text;
  };
  const post = async (n: number, key: string) => {
    const { statusCode, headers } = await instances[n % instances.length]!.server.inject({
      method: 'POST',
      url: '/count',
      headers: { 'x-api-key': key },
    });
    return { statusCode, headers };
  };
  /** If the minute of the clock ended while the test counts, the count would begin anew. */
  const untilMinuteIsYoung = () =>
    waitFor(
      async () => Date.now() % 60_000 < 45_000,
      () => 'a minute with 15 seconds left',
    );

  before(async () => {
    redis = await startTestRedis();
    instances.push(await openInstance(), await openInstance());
  });
  after(async () => {
    for (const { server, link } of instances) {
      await server.close();
      link.close();
    }
    await redis.stop();
  });

  test('take exactly what a key may send in a minute, however it is spread over them', async () => {
    await untilMinuteIsYoung();
    const [key, other] = [newKey(), newKey()];
    const answers = await Promise.all(Array.from({ length: 2 * writesPerMinute }, (_, n) => post(n, key)));
    const byStatus = Object.groupBy(answers, ({ statusCode }) => String(statusCode));
    assert.deepEqual([byStatus['200']?.length, byStatus['429']?.length], [writesPerMinute, writesPerMinute]);
    const refused = byStatus['429']?.[0]?.headers;
    assert.equal(refused?.['ratelimit-remaining'], '0');
    assert.equal(refused?.['retry-after'], refused?.['ratelimit-reset']);
    const taken = byStatus['200']?.map(({ headers }) => Number(headers['ratelimit-remaining'])) ?? [];
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      Array.from({ length: writesPerMinute }, (_, n) => n),
      'each was told how many are left',
    );
    assert.equal((await post(0, other)).headers['ratelimit-remaining'], String(writesPerMinute - 1));
  });

  test('limit each for itself while Redis is gone', async () => {
    await untilMinuteIsYoung();
    const key = newKey();
    await redis.kill();
    const answers = await Promise.all(Array.from({ length: 4 * writesPerMinute }, (_, n) => post(n, key)));
    assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 2 * writesPerMinute);
    assert.equal(answers.filter(({ statusCode }) => statusCode === 429).length, 2 * writesPerMinute);
    await redis.restart();
  });
});

const tenant = plainTenant();
