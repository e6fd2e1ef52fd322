import assert from 'node:assert/strict';
import { hash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { catalogKey, encodeCatalogChange, encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createSharedAnswerCache } from '#stores/answers/shared-answer-cache.ts';
import { openRedis, type RedisLink } from '#stores/redis/open-redis.ts';
import { plainControl, plainEvent, plainItem } from '#testing/plain.ts';
import { waitFor } from '#testing/product.ts';
import { skipWithoutRedis, startTestRedis, type TestRedis } from '#testing/redis.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from './answer-question.ts';
import type { WireQuestion } from './wire-question.ts';

const scope = 1;
const patientMs = 20_000;

/** One query API: models of its own, fed by the same log, and the answers that Redis shares. */
type Instance = { models: LiveModels; link: RedisLink; answer: Answerer };

describe('two query APIs with one Redis', { skip: skipWithoutRedis }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-answers-'));
  let redis: TestRedis;
  let client: Redis;
  let log: EmbeddedLog;
  let a: Instance;
  let b: Instance;
  let events = 0;
  /** As control data has it in both instances. */
  let configVersion = '0';
  const control = { ...plainControl, configVersion: () => configVersion };
  const links: RedisLink[] = [];
  const allModels: LiveModels[] = [];

  before(async () => {
    redis = await startTestRedis();
    client = new Redis(redis.url);
    client.on('error', () => {});
    log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
    for (const productId of ['mug', 'cup', 'pot']) await put(itemOf(productId));
    [a, b] = [await openInstance('a'), await openInstance('b')];
    // So that their first visits are over in every partition.
    const early = Array.from({ length: 64 }, (_, n) => `early-${n}`).flatMap((userId) =>
      ['mug', 'cup', 'pot'].map((productId) => ({
        key: eventKey(scope, userId),
        value: encodeEvent(eventOf(userId, productId, 1_600_000_000_000)),
      })),
    );
    await log.append('events', early);
    await settle();
  });
  after(async () => {
    for (const link of links) link.close();
    for (const models of allModels) await models.close();
    client.disconnect();
    await log.close();
    await redis.stop();
    rmSync(dir, { recursive: true });
  });

  async function openInstance(name: string): Promise<Instance> {
    const models = await openLiveModels({
      log,
      snapshotDir: join(dir, name),
      logger: createSilentLogger(),
      onLost: (error) => assert.ifError(error),
    });
    allModels.push(models);
    const link = openLink(patientMs);
    const cache = createSharedAnswerCache(link);
    const answer = createAnswerer({
      models,
      cache,
      metrics: createMetrics(),
      trackingSecret: 'secret',
      now: Date.now,
      control,
    });
    await untilClosed(link);
    return { models, link, answer };
  }
  function openLink(answerWithinMs: number): RedisLink {
    const link = openRedis({ url: redis.url, answerWithinMs });
    links.push(link);
    return link;
  }
  const untilClosed = (link: RedisLink) =>
    waitFor(
      async () => link.state === 'closed',
      () => 'Redis',
    );
  /** Waits until both have read all of the log, and Redis has what each of them sent. */
  async function settle(): Promise<void> {
    await waitFor(
      async () => (await Promise.all([a, b].map(({ models }) => models.lag()))).flat().every(({ lag }) => lag === 0),
      () => 'models without lag',
    );
    await Promise.all([a, b].map(({ link }) => link.ask('rate_limit', (one) => one.ping())));
  }
  const put = (item: CatalogItem) =>
    log.append('catalog', [
      {
        key: catalogKey(scope, item.productId),
        value: encodeCatalogChange({
          scope,
          productId: item.productId,
          op: 'put',
          item,
          receivedAtMs: Date.now(),
          createdAtMs: null,
        }),
      },
    ]);
  async function view(userId: string, productId: string, sessionId: string | null = null): Promise<void> {
    events += 1;
    const event = { ...eventOf(userId, productId, 1_700_000_000_000 + events), sessionId };
    await log.append('events', [{ key: eventKey(scope, userId), value: encodeEvent(event) }]);
    await settle();
  }
  const ask = async (instance: Instance, question: WireQuestion, of = tenant) => {
    const { data, meta } = await instance.answer(of, scope, question, randomUUID());
    await instance.link.ask('rate_limit', (one) => one.ping());
    return { products: data.map(({ productId }) => productId), cached: meta.cached, data };
  };
  const newQuestion = (): WireQuestion => ({ userId: `shopper-${randomUUID()}`, strategy: 'trending' });

  test('the second finds what the first has answered, and only that', async () => {
    const question = newQuestion();
    const first = await ask(a, question);
    assert.deepEqual([first.products.length, first.cached], [3, false]);
    const second = await ask(b, question);
    assert.deepEqual([second.data, second.cached], [first.data, true]);
    assert.equal((await ask(b, { ...question, limit: 2 })).cached, false, 'control: another question');
  });

  test('what the user did since, what the catalog and the configuration became, ends an answer everywhere', async () => {
    const question = newQuestion();
    await ask(a, question);
    assert.equal((await ask(b, question)).cached, true, 'control');
    await view(question.userId ?? '', 'cup');
    assert.equal((await ask(b, question)).cached, false, 'the user acted');
    assert.equal((await ask(a, question)).cached, true, 'and the new answer is shared again');
    await put(itemOf(`new-${randomUUID()}`));
    await settle();
    assert.equal((await ask(a, question)).cached, false, 'the catalog changed');
    configVersion = '1';
    assert.equal((await ask(b, question)).cached, false, 'the configuration changed');
    assert.equal((await ask(a, question)).cached, true);
  });

  test('what happened in a visit since ends the answer to whoever asks by its id alone', async () => {
    const sessionId = randomUUID();
    const question: WireQuestion = { sessionId, strategy: 'session' };
    await view('nobody', 'mug', sessionId);
    await ask(a, question);
    await view('somebody', 'cup', randomUUID());
    assert.equal((await ask(b, question)).cached, true, 'control: another visit');
    await view('nobody', 'cup', sessionId);
    assert.equal((await ask(b, question)).cached, false);
  });

  test('a new product is in the answers with its first visits, though who asks has not acted', async () => {
    const strategies = { collaborative: { minUsers: 1 } };
    const small = { ...tenant, config: mergeTenantConfig(defaultTenantConfig, { strategies }) };
    const [userId, fresh] = [`shopper-${randomUUID()}`, `new-${randomUUID()}`];
    const question = { userId, strategy: 'collaborative' };
    for (const productId of ['mug', 'cup', 'mug', 'cup', 'mug']) await view(userId, productId);
    await put(itemOf(fresh));
    await view('somebody', 'mug', 'first');
    await ask(a, question, small);
    await view('somebody', 'pot', 'first');
    assert.equal((await ask(b, question, small)).cached, true, 'control: products that have been visited before');
    await view('somebody', fresh, 'first');
    const { products, cached, data } = await ask(b, question, small);
    assert.deepEqual([cached, products.includes(fresh)], [false, true]);
    assert.match(data.find(({ productId }) => productId === fresh)?.reason ?? '', /^Chosen in 1 similar visit/);
  });

  test('a user who was erased and came again does not meet the answers of before', async () => {
    const question = newQuestion();
    const userId = question.userId ?? '';
    await view(userId, 'mug');
    await ask(a, question);
    assert.equal((await ask(a, question)).cached, true, 'control');
    await log.append('events', [
      { key: eventKey(scope, userId), value: encodeErasure({ scope, userId, requestedAtMs: Date.now() }) },
    ]);
    await view(userId, 'pot');
    assert.equal((await ask(a, question)).cached, false);
    assert.equal((await ask(b, question)).cached, true);
  });

  test('Redis is not believed about products that are unavailable or not there', async () => {
    const question = newQuestion();
    const honest = await ask(a, question);
    const [key = ''] = await client.keys(`reco:${scope}:${question.userId}:*`);
    const kept = JSON.parse((await client.get(key)) ?? '');
    const foreign = structuredClone(kept.served.items[0]);
    foreign.candidate.productId = 'of another shop';
    kept.served.items.push(foreign);
    await client.set(key, JSON.stringify(kept), 'EX', 60);
    const answered = await ask(b, question);
    assert.equal(answered.cached, true, 'control: it was read');
    assert.deepEqual(answered.products, honest.products);
  });

  for (const [name, fail, heal] of [
    ['killed', () => redis.kill(), () => redis.restart()],
    ['frozen', () => redis.freeze(), () => redis.thaw()],
  ] as const) {
    test(`the answers are the same while Redis is ${name}, and shared again afterwards`, async () => {
      const impatient = openLink(20);
      await untilClosed(impatient);
      const cache = createSharedAnswerCache(impatient);
      const metrics = createMetrics();
      const answer = createAnswerer({
        models: a.models,
        cache,
        metrics,
        trackingSecret: 'secret',
        now: Date.now,
        control,
      });
      const instance = { ...a, link: impatient, answer };
      const question = newQuestion();
      const honest = await ask(instance, question);
      await fail();
      try {
        for (let n = 0; n < 5; n += 1) {
          const other = await ask(instance, { ...question, userId: newQuestion().userId ?? '' });
          assert.deepEqual(other.products, honest.products);
        }
        assert.equal((await ask(instance, question)).cached, true);
        await waitFor(
          async () => {
            await ask(instance, question);
            return impatient.state !== 'closed';
          },
          () => 'an open circuit',
        );
      } finally {
        await heal();
      }
      await Promise.all([untilClosed(impatient), untilClosed(b.link)]);
      await waitFor(
        async () => {
          const fresh = newQuestion();
          await ask(instance, fresh);
          return (await ask(b, fresh)).cached === true;
        },
        () => 'shared answers',
      );
    });
  }
});

function itemOf(productId: string): CatalogItem {
  return plainItem({
    productId,
    name: productId,
    category: 'Kitchen',
    priceE4: 95_000n,
  });
}

function eventOf(userId: string, productId: string, timestampMs: number): ShopEvent {
  const identity = { scope, type: 'product_viewed', userId, productId, timestampMs } as const;
  const absent = { placementId: null, clientEventId: null };
  return plainEvent({
    ...identity,
    ...absent,
    id: eventIdentity({ ...identity, ...absent, orderId: null }, (text) => hash('sha256', text, 'buffer')),
    receivedAtMs: timestampMs,
  });
}

const tenant: Tenant = {
  tenantId: 'a87a1b1c-0000-4000-8000-000000000001',
  adminId: 'a87a1b1c-0000-4000-8000-000000000002',
  name: 'Shop',
  status: 'active',
  config: defaultTenantConfig,
  scopes: { live: scope, test: 2 },
  userHashGeneration: 0,
  userHashRotatedAt: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};
