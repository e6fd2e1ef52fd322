import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { noPast, plainEvent, plainItem } from '#testing/plain.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from '../recommendations/answer-question.ts';
import { recommendationRoutes } from '../recommendations/recommendation-routes.ts';
import { createPreviewer, type Previewer } from './preview-question.ts';
import { rulesPreviewRoute } from './rules-preview-route.ts';
import { settingsPreviewRoute } from './settings-preview-route.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-preview-'));
const recorded: Exposure[] = [];
let counted = 0;
/** How far the clock of answers is ahead: what all shoppers share is made anew after a second. */
let aheadMs = 0;
let app: ApiApp;
let ours: Shop;
let theirs: Shop;
let models: LiveModels;
let answer: Answerer;
let preview: Previewer;

before(async () => {
  // The routes are made before what answers them.
  const directory: AccessDirectory = {
    tenant: (id) => app.directory.tenant(id),
    authenticateKey: (key) => app.directory.authenticateKey(key),
    tenantOfScope: (scope) => app.directory.tenantOfScope(scope),
    configVersion: (id) => app.directory.configVersion(id),
  };
  const deps = {
    directory,
    preview: (...asked: Parameters<Previewer>) => preview(...asked),
    get database() {
      return app.database;
    },
  };
  app = await openApiApp({
    extraRoutes: [
      ...recommendationRoutes({
        ...{ directory, answer: (...question) => answer(...question), userHashes: createUserHashes('s') },
        answerAsOf: noPast,
        record: (exposure) => void recorded.push(exposure),
        countRequests(_scope, requests) {
          counted += requests;
        },
      }),
      rulesPreviewRoute(deps),
      settingsPreviewRoute(deps),
    ],
  });
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
  const scope = app.directory.tenant(ours.tenantId)?.scopes.live ?? 0;
  for (const [n, productId] of ['mug', 'cup', 'pot', 'sock'].entries()) {
    const category = productId === 'sock' ? 'Clothes' : 'Kitchen';
    const item = plainItem({ productId, name: productId, category, priceE4: BigInt(n + 1) * 10_000n });
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
  const base = { models, now: () => Date.now() + aheadMs, control: app.directory };
  answer = createAnswerer({ ...base, cache: createAnswerCache(), metrics: createMetrics(), trackingSecret: 's' });
  preview = createPreviewer(base);
});
after(async () => {
  await models.close();
  await app.remove();
  rmSync(dir, { recursive: true });
});

/** What each of these shoppers has viewed, in the live space, `daysAgo` days ago. */
async function viewed(
  userIds: readonly string[],
  productId: string,
  daysAgo: number,
  type = 'product_viewed' as ShopEvent['type'],
) {
  const scope = app.directory.tenant(ours.tenantId)?.scopes.live ?? 0;
  const at = Date.now() - daysAgo * 86_400_000;
  const events = userIds.map((userId) =>
    plainEvent({ id: randomBytes(16), scope, type, userId, productId, timestampMs: at, receivedAtMs: at }),
  );
  const records = events.map((event) => ({ key: eventKey(scope, event.userId), value: encodeEvent(event) }));
  await app.log.append('events', records);
  await caughtUp(models);
  aheadMs += 1_000;
}

type Options = { placement?: string; shop?: Shop; tenantId?: string; query?: string; token?: string };
function previewed(body: unknown, options: Options = {}) {
  const { placement = 'home', shop = ours, tenantId = shop.tenantId, query = '', token = shop.adminToken } = options;
  const url = `${app.url}/api/v1/tenants/${tenantId}/placements/${placement}/rules/preview${query}`;
  return ask(url, { token, body });
}
/** What other settings would make of one answer. */
async function withSettings(settings: object, question: object = {}, placement = 'home'): Promise<Json> {
  const body = { ...settings, questions: [question] };
  const answered = await ask(previewUrl(placement), { token: ours.adminToken, body });
  assert.equal(answered.status, 200, JSON.stringify(answered.body));
  return answered.body.data[0];
}
const previewUrl = (placement: string) => `${app.url}/api/v1/tenants/${ours.tenantId}/placements/${placement}/preview`;
/** The one answer of a preview. */
async function compared(rules: readonly object[], question: object = {}, options: Options = {}): Promise<Json> {
  const { status, body } = await previewed({ rules, questions: [question] }, options);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data[0];
}
async function save(placement: string, rules: readonly object[], version: number): Promise<void> {
  const url = `${app.url}/api/v1/tenants/${ours.tenantId}/placements/${placement}/rules`;
  const headers = { 'if-match': `"${version}"` };
  const { status, body } = await ask(url, { token: ours.adminToken, method: 'PUT', body: { rules }, headers });
  assert.equal(status, 200, JSON.stringify(body));
}
const shown = (query: string) =>
  ask(`${app.url}/api/v1/recommendations?${query}`, { token: ours.writeKey }).then(({ body }) => body);
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);
const rule = (id: string, then: object) => ({ id, name: id, then });
const noSocks = rule('no-socks', { action: 'exclude', filter: { field: 'category', under: 'Clothes' } });
const pinned = (productId: string) =>
  rule(`${productId}-first`, { action: 'pin', productIds: [productId], position: 0 });

test('a preview names what each question loses and wins, and the rule; the draft is not in force afterwards', async () => {
  const full = await compared([noSocks]);
  assert.deepEqual([idsOf(full.before).length, idsOf(full.after).includes('sock')], [4, false]);
  assert.deepEqual([full.won, full.lost], [[], [{ productId: 'sock', because: 'rule', rule: 'no-socks' }]]);
  const [first, second] = idsOf(full.before);
  const one = await compared([pinned(second!)], { limit: 1, explain: true });
  assert.deepEqual([idsOf(one.before), idsOf(one.after)], [[first], [second]]);
  assert.deepEqual(one.won, [{ productId: second, strategy: 'pinned', rules: [`${second}-first`] }]);
  assert.deepEqual(one.lost, [{ productId: first, because: 'displaced' }]);
  assert.deepEqual(one.after.data[0].explanation.rules, [`${second}-first`]);
  await app.directory.refresh();
  const now = await shown('placementId=home');
  assert.deepEqual([idsOf(now), now.meta.rulesVersion], [idsOf(full.before), undefined]);
});

test('control: the rules in force as a draft make no difference; those of all placements hold before and after', async () => {
  await save('ruled', [noSocks], 0);
  await save('*', [pinned('pot')], 0);
  await app.directory.refresh();
  const options = { placement: 'ruled' };
  const same = await compared([noSocks], {}, options);
  const { rulesVersion, ...meta } = same.before.meta;
  assert.deepEqual([same.won, same.lost, rulesVersion], [[], [], '1 *1']);
  assert.deepEqual(same.after, { data: same.before.data, meta });
  assert.deepEqual([idsOf(same.before)[0], idsOf(same.before).length], ['pot', 3]);
  const none = await compared([], {}, options);
  assert.deepEqual([none.won.map(({ productId }: Json) => productId), none.lost], [['sock'], []]);
  assert.equal(idsOf(none.after)[0], 'pot');
  const ofAll = await compared([pinned('cup')], { placementId: 'ruled' }, { placement: '*' });
  assert.deepEqual([idsOf(ofAll.after)[0], idsOf(ofAll.after).includes('sock')], ['cup', false]);
  const off = await compared([], { rules: 'off' }, options);
  assert.deepEqual([off.won, off.lost, idsOf(off.before).length], [[], [], 4]);
  await save('*', [], 1);
  await app.directory.refresh();
});

test('nothing is recorded, counted or kept of a preview', async () => {
  const question = { userId: 'ann', limit: 3 };
  recorded.length = 0;
  const usedBefore = counted;
  await compared([noSocks], question, { placement: 'quiet' });
  await compared([], question, { placement: 'quiet' });
  assert.deepEqual([recorded.length, counted - usedBefore], [0, 0]);
  const query = 'placementId=quiet&userId=ann&limit=3';
  assert.equal((await shown(query)).meta.cached, false);
  assert.equal((await shown(query)).meta.cached, true, 'control: an answer to a key is kept');
  assert.deepEqual([recorded.length, counted - usedBefore], [2, 2], 'control: recorded, and counted');
});

test('drafts are judged as lists that are saved, with the same warnings, and questions as those of a batch', async () => {
  const errorsOf = async (body: unknown) => {
    const answered = await previewed(body);
    assert.equal(answered.status, 400, JSON.stringify(answered.body));
    return answered.body.errors.map(({ path }: Json) => path);
  };
  const questions = [{}];
  const wrong = rule('x', { action: 'exclude', filter: { field: 'price', gte: 'much' } });
  assert.deepEqual(await errorsOf({ rules: [noSocks, wrong], questions }), ['/rules/1/then/filter/gte']);
  assert.deepEqual(await errorsOf({ rules: new Array(201).fill(noSocks), questions }), ['/rules']);
  assert.deepEqual(await errorsOf({ rules: [], questions: [{}, { limit: 0 }] }), ['/questions/1/limit']);
  assert.deepEqual(await errorsOf({ rules: [], questions: [{ placementId: 'cart' }] }), ['/questions/0/placementId']);
  for (const field of ['page', 'distinct'])
    assert.equal((await errorsOf({ rules: [], questions: [{ [field]: 'x' }] })).length, 1, field);
  for (const sent of [[], new Array(21).fill({})])
    assert.deepEqual(await errorsOf({ rules: [], questions: sent }), ['/questions']);
  const { status, body } = await previewed({ rules: [pinned('nothing')], questions: new Array(20).fill({}) });
  assert.deepEqual([status, body.data.length], [200, 20], 'control');
  assert.deepEqual(
    body.meta.warnings.map(({ path, code }: Json) => [path, code]),
    [['/rules/0/then/productIds/0', 'unknown_product']],
  );
});

test("another tenant's preview is a 404, a key's a 401, and the test space has products of its own", async () => {
  const body = { rules: [], questions: [{}] };
  assert.equal((await previewed(body, { shop: theirs, tenantId: ours.tenantId })).status, 404);
  assert.equal((await previewed(body, { token: ours.writeKey })).status, 401);
  assert.deepEqual((await compared([], {}, { query: '?space=test' })).before.data, []);
  assert.equal((await compared([], {}, { query: '?space=live' })).before.data.length, 4, 'control');
});

test('another window, another strategy, and what was bought kept: a draft of settings answers by them, and what is set stays', async () => {
  await viewed(['a', 'b', 'c', 'd', 'e', 'f'], 'sock', 3);
  await viewed(['g'], 'mug', 0);
  const month = { config: { strategies: { trending: { windowMs: 30 * 86_400_000 } } } };
  const question = { strategy: 'trending', limit: 1, fill: false };
  const wider = await withSettings(month, question);
  assert.deepEqual([idsOf(wider.before), idsOf(wider.after)], [['mug'], ['sock']]);
  assert.deepEqual(wider.won, [{ productId: 'sock', strategy: 'trending', rules: [] }]);
  assert.deepEqual(wider.lost, [{ productId: 'mug', because: 'lower_score' }]);
  assert.equal(wider.after.meta.window, 'in the last 30 days');

  const byViews = await withSettings({ strategy: 'recently_viewed' }, { userId: 'a', limit: 2, fill: false });
  assert.deepEqual([byViews.after.meta.strategy, idsOf(byViews.after)], ['recently_viewed', ['sock']]);
  const byDefault = await withSettings({ config: { defaultStrategy: 'recently_viewed' } }, { userId: 'a' });
  assert.equal(byDefault.after.meta.strategy, 'recently_viewed');
  assert.notEqual(byDefault.before.meta.strategy, 'recently_viewed', 'control');

  await viewed(['g'], 'mug', 0, 'purchase');
  const buyer = { userId: 'g', strategy: 'trending', limit: 4 };
  const kept = await withSettings({ config: { excludePurchased: false } }, buyer);
  assert.deepEqual(
    [kept.won.map(({ productId }: Json) => productId), idsOf(kept.before).includes('mug')],
    [['mug'], false],
  );
  const same = await withSettings({}, buyer);
  assert.deepEqual([same.won, same.lost, same.moved], [[], [], []], 'control: an empty draft');
  assert.deepEqual(same.after.data, same.before.data);

  await app.directory.refresh();
  const now = await shown('strategy=trending&limit=1&fill=false');
  assert.deepEqual(idsOf(now), ['mug'], 'what is set stays');
});

test('rules can be drafted with settings or switched off, and what changes its place is told', async () => {
  await save('off', [noSocks, pinned('cup')], 0);
  await save('*', [pinned('pot')], 2);
  await app.directory.refresh();
  const off = await withSettings({ rules: 'off' }, { limit: 4 }, 'off');
  assert.deepEqual([off.won.map(({ productId }: Json) => productId), off.lost], [['sock'], []]);
  assert.ok(
    off.moved.some(({ productId, from }: Json) => productId === 'cup' && from === 0),
    JSON.stringify(off.moved),
  );
  const first = await withSettings({ rules: [noSocks, pinned('mug')] }, { limit: 4 }, 'off');
  const { strategy, ...moved } = first.moved.find(({ productId }: Json) => productId === 'mug');
  assert.deepEqual([strategy, moved.to, moved.rules], ['pinned', 0, ['mug-first']]);
  const unchanged = await withSettings({ rules: [noSocks, pinned('cup')] }, { limit: 4 }, 'off');
  assert.deepEqual([unchanged.won, unchanged.lost, unchanged.moved], [[], [], []], 'control: the rules in force');
});

test('nothing is recorded or counted of a preview of settings, and what may not be set is refused at its place', async () => {
  recorded.length = 0;
  const usedBefore = counted;
  await withSettings({ strategy: 'trending' }, { userId: 'ann' }, 'unseen');
  assert.deepEqual([recorded.length, counted - usedBefore], [0, 0]);
  await shown('placementId=unseen&userId=ann');
  assert.deepEqual([recorded.length, counted - usedBefore], [1, 1], 'control: an answer to a key');
  const refusedAt = async (settings: object) => {
    const { status, body } = await ask(previewUrl('home'), {
      token: ours.adminToken,
      body: { questions: [{}], ...settings },
    });
    assert.equal(status, 400, JSON.stringify(body));
    return body.errors.map(({ path }: Json) => path);
  };
  const tooShort = { strategies: { trending: { windowMs: 1 } } };
  assert.deepEqual(await refusedAt({ config: tooShort }), ['/config/strategies/trending/windowMs']);
  assert.deepEqual(await refusedAt({ config: { currency: 'EUR' } }), ['/config/currency']);
  assert.deepEqual(await refusedAt({ rules: [{ id: 'x' }] }), ['/rules/0/name', '/rules/0/then']);
  assert.deepEqual(await refusedAt({ questions: [{ placementId: 'cart' }] }), ['/questions/0/placementId']);
  const other = await ask(previewUrl('home'), { token: theirs.adminToken, body: { questions: [{}] } });
  assert.equal(other.status, 404);
});
