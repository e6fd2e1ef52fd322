import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { trending } from '#domain/strategies/trending/trending.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { noPast, plainItem } from '#testing/plain.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from './answer-question.ts';
import { recommendationRoutes } from './recommendation-routes.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-arms-'));
const trackingSecret = 'secret';
const metrics = createMetrics();
let app: ApiApp;
let shop: Shop;
let models: LiveModels;
let answer: Answerer;
let recorded: Exposure[] = [];

type Vector = { userId: string; experimentId: string; bucket: number };
const { vectors }: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('../../../schemas/assignment-vectors.json', import.meta.url), 'utf8'),
);

before(async () => {
  // The routes are made before what answers them.
  const extraRoutes = recommendationRoutes({
    answer: (...question) => answer(...question),
    answerAsOf: noPast,
    record: (exposure) => void recorded.push(exposure),
    countRequests: () => {},
    userHashes: createUserHashes(trackingSecret),
    directory: {
      tenant: (id) => app.directory.tenant(id),
      authenticateKey: (key) => app.directory.authenticateKey(key),
      tenantOfScope: (scope) => app.directory.tenantOfScope(scope),
      configVersion: (id) => app.directory.configVersion(id),
    },
  });
  app = await openApiApp({ extraRoutes });
  shop = await createShop(app.url);
  const scope = app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
  for (const productId of ['mug', 'cup', 'pot']) {
    const item = plainItem({ productId });
    const change = { scope, productId, op: 'put', item, receivedAtMs: Date.now(), createdAtMs: null } as const;
    await app.log.append('catalog', [{ key: catalogKey(scope, productId), value: encodeCatalogChange(change) }]);
  }
  models = await openLiveModels({
    log: app.log,
    snapshotDir: dir,
    logger: createSilentLogger(),
    onLost: (error) => assert.ifError(error),
  });
  await caughtUp(models);
  metrics.watchExperiments(app.directory.experiments);
  answer = createAnswerer({
    models,
    cache: createAnswerCache(),
    metrics,
    trackingSecret,
    now: Date.now,
    control: app.directory,
  });
});
after(async () => {
  await models.close();
  await app.remove();
  rmSync(dir, { recursive: true });
});

const asAdmin = async (path: string, body?: unknown, method?: string): Promise<Json> =>
  (await ask(`${app.url}/api/v1/tenants/${shop.tenantId}${path}`, { token: shop.adminToken, body, method })).body.data;
async function recommended(query: Record<string, string>, key = shop.readKey): Promise<{ data: Json[]; meta: Json }> {
  const { status, body } = await ask(`${app.url}/api/v1/recommendations?${new URLSearchParams(query)}`, { token: key });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
const settings = { name: 'A', controlStrategy: 'trending', variantStrategy: 'content_based' };
async function start(placementId: string, trafficSplit = 50): Promise<string> {
  const { id } = await asAdmin('/experiments', { ...settings, placementId, trafficSplit });
  assert.equal((await asAdmin(`/experiments/${id}/start`, undefined, 'POST')).status, 'running');
  return id;
}

test('every published vector holds over HTTP, with three splits (FR-018)', async () => {
  const ids = [...new Set(vectors.map(({ experimentId }) => experimentId))];
  for (const id of ids) {
    const made = await asAdmin('/experiments', { ...settings, placementId: id });
    await app.owner.query('UPDATE experiments SET experiment_id = $2 WHERE experiment_id = $1', [made.id, id]);
    await asAdmin(`/experiments/${id}/start`, undefined, 'POST');
  }
  const seen = new Set<string>();
  for (const split of [1, 50, 99]) {
    for (const id of ids) {
      await app.owner.query('UPDATE experiments SET traffic_split = $2 WHERE experiment_id = $1', [id, split]);
      await app.owner.query('SELECT append_control($1, $2, $3)', ['experiment', id, shop.tenantId]);
    }
    await app.directory.refresh();
    for (const { userId, experimentId, bucket } of vectors) {
      const { meta } = await recommended({ userId, placementId: experimentId });
      const variant = bucket < split ? 'control' : 'variant';
      assert.deepEqual(meta.experiment, { id: experimentId, variant }, `${userId} of ${split}`);
      seen.add(variant);
    }
  }
  assert.equal(seen.size, 2);
});

test('the record of an answer names the model, the weights and the configuration that its meta names', async () => {
  recorded = [];
  const { versions } = (await recommended({ userId: 'ada', placementId: randomUUID() })).meta;
  const { model, weights, configuration } = JSON.parse(recorded[0]?.versions ?? '');
  assert.deepEqual(
    [model, weights, configuration],
    [versions.model.version, versions.weights.version, versions.configuration.version],
  );
  assert.equal(weights, 'built-in', 'what answered learns nothing, whatever session has learnt');
});

test('the arm decides, is in meta also on a fallback, and on the record; an asked strategy and nobody are in none', async () => {
  const placementId = randomUUID();
  const id = await start(placementId);
  recorded = [];
  const metas: Json[] = [];
  for (let n = 0; n < 20; n += 1) metas.push((await recommended({ userId: `u${n}`, placementId })).meta);
  const byArm = Map.groupBy(metas, ({ experiment }) => experiment.variant);
  assert.equal(byArm.size, 2);
  // Nobody did anything, so that both fall back: the experiment applied all the same.
  assert.ok(metas.every(({ isFallback, experiment }) => isFallback && experiment.id === id));
  assert.deepEqual(
    recorded.map(({ arm }) => arm?.variant),
    metas.map(({ experiment }) => experiment.variant),
  );
  const asked = await recommended({ userId: 'u1', placementId, strategy: 'content_based' });
  assert.equal(asked.meta.experiment, undefined);
  assert.equal((await recommended({ placementId })).meta.experiment, undefined);
  assert.equal((await recommended({ userId: 'u1' })).meta.experiment, undefined, 'another placement');
  assert.equal((await recommended({ userId: 'u1', placementId }, shop.testKey)).meta.experiment.id, id);
});

test('a pause ends it at once, also for cached answers, and the gauge counts what runs', async () => {
  const placementId = randomUUID();
  const countRunning = async () =>
    Number(/^active_experiments (\d+)$/m.exec(await metrics.registry.metrics())?.[1] ?? Number.NaN);
  const running = await countRunning();
  const id = await start(placementId);
  assert.equal(await countRunning(), running + 1);
  const query = { userId: 'u', placementId };
  await recommended(query);
  const { meta } = await recommended(query);
  assert.deepEqual([meta.cached, meta.experiment.id], [true, id]);
  await asAdmin(`/experiments/${id}/pause`, undefined, 'POST');
  const paused = (await recommended(query)).meta;
  assert.deepEqual([paused.experiment, await countRunning()], [undefined, running]);
});

test('held-out shoppers get nothing, or what is popular, on every placement, and are in no experiment', async () => {
  const placementId = randomUUID();
  await start(placementId);
  await asAdmin('/holdout', { percent: 50 }, 'PUT');
  recorded = [];
  const users = Array.from({ length: 30 }, (_, n) => `held-${n}`);
  const answers = await Promise.all(users.map((userId) => recommended({ userId, placementId })));
  const isHeldOut = ({ meta }: { meta: Json }) => meta.holdout === true;
  const heldOut = answers.filter(isHeldOut);
  assert.ok(heldOut.length > 5 && heldOut.length < 25, `${heldOut.length} of 30`);
  for (const { data, meta } of heldOut)
    assert.deepEqual([data, meta.strategy, meta.experiment, meta.isFallback], [[], 'none', undefined, false]);
  assert.ok(answers.every((one) => isHeldOut(one) || (one.data.length === 3 && one.meta.experiment !== undefined)));
  assert.equal(recorded.filter(({ question }) => JSON.parse(question).holdout === 'none').length, heldOut.length);

  const userId = users[answers.findIndex(isHeldOut)]!;
  assert.deepEqual((await recommended({ userId, strategy: 'content_based' })).data, [], 'elsewhere, and when asked');
  await asAdmin('/holdout', { percent: 50, treatment: 'trending' }, 'PUT');
  const popular = await recommended({ userId, placementId });
  assert.deepEqual([popular.data.length, popular.meta.holdout], [3, true]);
  assert.match(popular.meta.strategy, /^trending/);
  await asAdmin('/holdout', { percent: 0 }, 'PUT');
  assert.equal((await recommended({ userId, placementId })).meta.holdout, undefined);
});

test('an instance that does not know a strategy which a newer one has set answers by the next, and says so', async () => {
  const placementId = randomUUID();
  const id = await start(placementId);
  const widget = await asAdmin('/widgets', { placementId, strategy: 'content_based' });
  const { config } = await asAdmin('');
  const answered = async (query: Record<string, string> = { userId: 'ada', placementId }) => {
    const { data, meta } = await recommended(query);
    assert.equal(data.length, 3);
    return [meta.unknownStrategy, meta.isFallback, meta.experiment?.id, meta.strategy];
  };
  assert.deepEqual((await answered())[0], undefined, 'control: a strategy that it knows');

  const newer = async (subject: string, subjectId: string, change: string, values: unknown[]) => {
    await app.owner.query(change, values);
    await app.owner.query('SELECT append_control($1, $2, $3)', [subject, subjectId, shop.tenantId]);
    await app.directory.refresh();
  };
  const tries =
    "UPDATE experiments SET control_strategy = 'bandit', variant_strategy = 'bandit' WHERE experiment_id = $1";
  await newer('experiment', id, tries, [id]);
  recorded = [];
  assert.deepEqual((await answered()).slice(0, 3), ['bandit', true, id]);
  assert.deepEqual([recorded[0]?.isFallback, recorded[0]?.arm?.experimentId], [true, id]);

  await asAdmin(`/experiments/${id}/complete`, undefined, 'POST');
  const looks = `UPDATE widget_configs SET config = config || '{"strategy": "neural"}' WHERE widget_id = $1`;
  await newer('widget', widget.id, looks, [widget.id]);
  assert.deepEqual(await answered(), ['neural', true, undefined, 'trending_fallback']);

  const sets = `UPDATE tenants SET config = config || '{"defaultStrategy": "bandit", "strategies": {"bandit": {"arms": 3}}}' WHERE tenant_id = $1`;
  await newer('tenant', shop.tenantId, sets, [shop.tenantId]);
  assert.deepEqual(await answered(), ['neural', true, undefined, 'trending_fallback']);
  assert.deepEqual(await answered({ userId: 'ada' }), ['bandit', true, undefined, 'trending_fallback']);

  await asAdmin('', { config: { cacheTtlSeconds: 30 } }, 'PUT');
  const kept = (await asAdmin('')).config;
  assert.deepEqual([kept.defaultStrategy, kept.strategies.bandit], ['bandit', { arms: 3 }], 'it loses no setting');
  await asAdmin('', { config: { defaultStrategy: config.defaultStrategy } }, 'PUT');
  assert.equal((await answered({ userId: 'ada' }))[0], undefined, 'control: known again');
});

test('answers that a newer release keeps in the shared cache are not presented by one that knows less', async () => {
  const bandit: Strategy = {
    ...trending,
    name: 'bandit',
    candidates: () => ({ candidates: [{ productId: 'mug', score: 1, evidence: { kind: 'tried' } }] }),
    reason: () => ({ key: 'newest', params: {} }),
  };
  const before: Strategy = { ...trending, candidates: () => ({ candidates: [] }), chain: ['bandit'] };
  const deps = { models, cache: createAnswerCache(), metrics, trackingSecret, now: Date.now, control: app.directory };
  const tenant = app.directory.tenant(shop.tenantId)!;
  const askOf = async (ofRelease: Answerer) =>
    (await ofRelease(tenant, tenant.scopes.live, { strategy: 'trending', limit: 1 }, 'req')).meta.cached;
  const newerRelease = createAnswerer({ ...deps, strategies: [before, bandit] });
  assert.deepEqual([await askOf(newerRelease), await askOf(newerRelease)], [false, true], 'control');
  assert.equal(await askOf(createAnswerer(deps)), false);
});
