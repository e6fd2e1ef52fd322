import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { plainControl, plainEvent, plainItem } from '#testing/plain.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from './answer-question.ts';
import type { WireQuestion } from './wire-question.ts';

const scope = 1;
const products = ['mug', 'cup', 'pot', 'pan', 'jug', 'jar'];
const dir = mkdtempSync(join(tmpdir(), 'recomengine-hurry-'));
const nowMs = Date.UTC(2026, 4, 1);
const tenant: Tenant = {
  ...{ tenantId: 'tenant', adminId: 'admin', name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
  ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
  config: mergeTenantConfig(defaultTenantConfig, { cacheTtlSeconds: 300 }),
};
const metrics = createMetrics();
let log: EmbeddedLog;
let models: LiveModels;
let answer: Answerer;

before(async () => {
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  await log.append(
    'catalog',
    products.map((productId) => {
      const change = { scope, productId, op: 'put' as const, item: plainItem({ productId }) };
      const value = encodeCatalogChange({ ...change, receivedAtMs: 0, createdAtMs: null });
      return { key: catalogKey(scope, productId), value };
    }),
  );
  // The first of them is viewed most, and who viewed the last viewed the one before it too.
  const views = products.flatMap((productId, n) => Array.from({ length: 60 - 10 * n }, (_, k) => ({ productId, k })));
  await log.append(
    'events',
    views.map(({ productId, k }, n) => {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(n);
      const event = plainEvent({ id, userId: `viewer-${k}`, productId, timestampMs: nowMs - n, receivedAtMs: nowMs });
      return { key: eventKey(scope, event.userId), value: encodeEvent(event) };
    }),
  );
  models = await openLiveModels({
    log,
    snapshotDir: join(dir, 'snapshots'),
    logger: createSilentLogger(),
    onLost: (error) => assert.ifError(error),
  });
  await caughtUp(models);
  answer = createAnswerer({
    ...{ models, cache: createAnswerCache(), metrics },
    ...{ trackingSecret: 'secret', now: () => nowMs, control: plainControl },
  });
});
after(async () => {
  await models.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

const ask = async (question: WireQuestion, isHurried: boolean) => {
  const asked = { limit: 2, ...question };
  const { data, meta, exposure } = await answer(tenant, scope, asked, 'request', undefined, undefined, isHurried);
  return { ids: data.map(({ productId }) => productId), meta, exposure };
};
const degraded = async () => (await metrics.answersDegraded.get()).values[0]?.value ?? 0;

test('a question for which there is no time is answered by what is popular, and says so; the exposure has what was asked in its place', async () => {
  const session = { userId: 'ada', strategy: 'session', productId: ['pan'] };
  const hurried = await ask(session, true);
  assert.deepEqual(hurried.ids, ['mug', 'cup']);
  const { strategy, isFallback, degraded: isDegraded } = hurried.meta;
  assert.deepEqual(
    { strategy, isFallback, isDegraded },
    { strategy: 'trending_fallback', isFallback: true, isDegraded: true },
  );
  assert.equal(hurried.exposure?.strategy, 'trending');
  assert.equal(JSON.parse(hurried.exposure?.question ?? '{}').strategy, 'trending');
  assert.equal(await degraded(), 1);
  const inTime = await ask(session, false);
  assert.deepEqual([inTime.meta.strategy, inTime.meta.degraded], ['session', undefined], 'control');
});

test('an answer that is kept is given as it is', async () => {
  const session = { userId: 'bob', strategy: 'session', productId: ['pan'] };
  const inTime = await ask(session, false);
  const before = await degraded();
  const hurried = await ask(session, true);
  assert.deepEqual([hurried.meta.cached, hurried.meta.degraded], [true, undefined]);
  assert.deepEqual(hurried.ids, inTime.ids);
  assert.equal(await degraded(), before);
});

test('what costs little is answered as it was asked, and what is explained too', async () => {
  for (const question of [{ strategy: 'trending' }, { strategy: 'session', productId: ['pan'], explain: true }])
    assert.equal((await ask({ userId: 'cyd', ...question }, true)).meta.degraded, undefined, question.strategy);
});

test('the next page of such an answer is one of the question that was sent, with or without time', async () => {
  const session = { userId: 'dan', strategy: 'session', productId: ['pan'] };
  const first = await ask(session, true);
  assert.equal(typeof first.meta.nextPage, 'string');
  for (const isHurried of [true, false]) {
    const next = await ask({ ...session, page: first.meta.nextPage as string }, isHurried);
    assert.equal(next.meta.degraded, isHurried || undefined);
    assert.ok(next.ids.length > 0 && next.ids.every((id) => !first.ids.includes(id)), next.ids.join());
  }
});
