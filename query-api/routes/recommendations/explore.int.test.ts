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
const products = ['mug', 'cup', 'pot', 'pan'];
const dir = mkdtempSync(join(tmpdir(), 'recomengine-explore-'));
const nowMs = Date.UTC(2026, 4, 1);
const tenantWith = (exploration: number): Tenant => ({
  ...{ tenantId: 'tenant', adminId: 'admin', name: 'Shop', status: 'active', scopes: { live: 1, test: 2 } },
  ...{ createdAt: new Date(0), updatedAt: new Date(0), userHashGeneration: 0, userHashRotatedAt: null },
  config: mergeTenantConfig(defaultTenantConfig, { exploration, cacheTtlSeconds: 300 }),
});
const exploring = tenantWith(0.2);

let log: EmbeddedLog;
let models: LiveModels;
let answer: Answerer;

before(async () => {
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  await log.append(
    'catalog',
    products.map((productId) => {
      const change = {
        scope,
        productId,
        op: 'put',
        item: plainItem({ productId }),
        receivedAtMs: 0,
        createdAtMs: null,
      };
      return { key: catalogKey(scope, productId), value: encodeCatalogChange({ ...change, op: 'put' }) };
    }),
  );
  // The first of them is viewed most.
  const views = products.flatMap((productId, n) => Array.from({ length: 40 - 10 * n }, () => productId));
  await log.append(
    'events',
    views.map((productId, n) => {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(n);
      const event = plainEvent({ id, userId: `viewer-${n}`, productId, timestampMs: nowMs - n, receivedAtMs: nowMs });
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
    ...{ models, cache: createAnswerCache(), metrics: createMetrics() },
    ...{ trackingSecret: 'secret', now: () => nowMs, control: plainControl },
  });
});
after(async () => {
  await models.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

const ask = async (requestId: string, more: WireQuestion = {}, tenant = exploring) => {
  const question = { userId: 'ada', strategy: 'trending', limit: 3, ...more };
  const { data, meta, exposure } = await answer(tenant, scope, question, requestId);
  return { ids: data.map(({ productId }) => productId), scores: data.map(({ score }) => score), meta, exposure };
};
const ranked = products.slice(0, 3);
const requests = Array.from({ length: 400 }, (_, n) => `request-${n}`);

test('a share of the answers has the same products in another order, with its propensity in the exposure; the cache is used', async () => {
  const answers = await Promise.all(requests.map((id) => ask(id)));
  const moved = answers.filter(({ ids }) => ids.join() !== ranked.join());
  // A sixth of what is drawn is drawn as it was: 0.2 × 5 / 6 of 400 are 67.
  assert.ok(moved.length > 40 && moved.length < 95, String(moved.length));
  for (const { ids, scores, exposure } of answers) {
    assert.deepEqual(ids.toSorted(), ranked.toSorted());
    assert.deepEqual(exposure?.productIds, ids);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    const expected = 0.2 / 6 + (ids.join() === ranked.join() ? 0.8 : 0);
    assert.ok(Math.abs((exposure?.propensity ?? 0) - expected) < 1e-12);
    const { from } = JSON.parse(exposure?.question ?? '{}').exploration;
    assert.deepEqual(
      ids,
      from.map((place: number) => ranked[place]),
    );
  }
  assert.ok(answers.slice(1).every(({ meta }) => meta.cached === true));
});

test('the same request has the same order again, and explain says whether it was drawn', async () => {
  const orders = await Promise.all(requests.slice(0, 60).map((id) => ask(id)));
  const again = await Promise.all(requests.slice(0, 60).map((id) => ask(id, { explain: true })));
  assert.deepEqual(
    again.map(({ ids }) => ids),
    orders.map(({ ids }) => ids),
  );
  const told = again.map(({ meta }) => meta.explanation as { exploration: { share: number; isExplored: boolean } });
  for (const [n, { exploration }] of told.entries()) {
    assert.equal(exploration.share, 0.2);
    if (orders[n]?.ids.join() !== ranked.join()) assert.equal(exploration.isExplored, true);
  }
  assert.ok(
    told.some(({ exploration }) => !exploration.isExplored),
    'control',
  );
});

test('the next page has what the one before has not, whatever its order', async () => {
  for (const id of requests.slice(0, 30)) {
    const first = await ask(id);
    const page = String(first.meta.nextPage);
    const second = await ask(id, { page });
    assert.deepEqual(second.ids, ['pan']);
    assert.equal(second.exposure?.propensity, null, 'later pages are not drawn');
  }
});

test('control: nothing is drawn while it is off, nor for nobody known', async () => {
  for (const id of requests) {
    const off = await ask(id, {}, tenantWith(0));
    assert.deepEqual([off.ids, off.exposure?.propensity], [ranked, null]);
    assert.deepEqual(
      (await answer(exploring, scope, { strategy: 'trending', limit: 3 }, id)).data.map(({ productId }) => productId),
      ranked,
    );
  }
});
