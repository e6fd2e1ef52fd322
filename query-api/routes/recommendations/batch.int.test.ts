import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { AccessDirectory, ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import type { PlacementRules } from '#domain/rules/rule.ts';
import { createSharedWork } from '#domain/serving/shared-work.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createServer } from '#runtime/http/create-server.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { noPast, plainControl, plainEvent, plainItem } from '#testing/plain.ts';
import type { Json } from '#testing/shop.ts';
import { type LiveModels, openLiveModels } from '../../live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from './answer-question.ts';
import { recommendationRoutes } from './recommendation-routes.ts';

const dir = mkdtempSync(join(tmpdir(), 'recomengine-batch-'));
const products = 60;
const recorded: Exposure[] = [];
let counted = 0;
let log: EmbeddedLog;
let models: LiveModels;
let answer: Answerer;
let app: FastifyInstance;

/** Two tenants; each key is a word of `keys`. The second answers nobody about a shopper without a hash. */
const tenantOf = (scope: number, requireUserHash: boolean): Tenant => ({
  ...{ tenantId: randomUUID(), adminId: randomUUID(), name: 'Shop', status: 'active' },
  ...{ scopes: { live: scope, test: scope + 1 }, createdAt: new Date(0), updatedAt: new Date(0) },
  ...{ userHashGeneration: 0, userHashRotatedAt: null },
  config: mergeTenantConfig(defaultTenantConfig, { requireUserHash, excludePurchased: false }),
});
const tenants = [tenantOf(1, false), tenantOf(3, true)] as const;
const keyOf = (tenant: Tenant, scope: number, permissions: ApiKey['permissions']): { tenant: Tenant; key: ApiKey } => ({
  tenant,
  key: {
    ...{ keyId: randomUUID(), tenantId: tenant.tenantId, scope, space: 'live', permissions },
    ...{ readsPerMinute: 1e9, writesPerMinute: 1e9 },
  },
});
const keys: Readonly<Record<string, { tenant: Tenant; key: ApiKey }>> = {
  write: keyOf(tenants[0], 1, 'read_write'),
  read: keyOf(tenants[0], 1, 'read'),
  sandbox: keyOf(tenants[0], 2, 'read_write'),
  other: keyOf(tenants[1], 3, 'read'),
};
const directory: AccessDirectory = {
  authenticateKey: (key) => ({ ok: true, ...keys[key.replace('rk_live_', '')]! }),
  tenant: (id) => tenants.find(({ tenantId }) => tenantId === id),
  tenantOfScope: () => tenants[0],
  configVersion: () => '1',
};
/** On placement `ruled` two products are pinned. */
const rules: PlacementRules = {
  ...{ listId: 'l', tenantId: tenants[0].tenantId, placementId: 'ruled', version: 3, updatedAt: new Date(0) },
  rules: [
    // biome-ignore lint/suspicious/noThenProperty: the word of the specification; nobody awaits a rule
    { id: 'first', name: 'First', then: { action: 'pin', productIds: ['p-7', 'p-8'], position: 0 } },
  ],
};

before(async () => {
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
  for (const scope of [1, 2, 3])
    await log.append(
      'catalog',
      Array.from({ length: products }, (_, n) => changeOf(scope, n, true)),
    );
  for (let n = 0; n < 300; n++) await happened(`shopper-${n % 20}`, `p-${(n * 7 + Math.floor(n / 40) * 3) % products}`);
  const logger = createSilentLogger();
  const metrics = createMetrics();
  models = await openLiveModels({
    log,
    snapshotDir: join(dir, 'snapshots'),
    logger,
    onLost: (error) => assert.ifError(error),
  });
  await caughtUp(models);
  answer = createAnswerer({
    ...{ models, metrics, trackingSecret: 's', now: Date.now, cache: createAnswerCache() },
    control: { ...plainControl, rulesAt: (_tenant, placementId) => (placementId === 'ruled' ? rules : undefined) },
  });
  app = createServer({
    routes: recommendationRoutes({
      ...{ answer, answerAsOf: noPast, directory, record: (exposure: Exposure) => void recorded.push(exposure) },
      userHashes: { mayName: ({ tenant }) => !tenant.config.requireUserHash },
      countRequests(_scope, requests) {
        counted += requests;
      },
    }),
    ...{ directory, jwtSecret: 's', internalApiKey: 'i', isTokenRevoked: async () => false, logger, metrics },
  });
});
after(async () => {
  await app.close();
  await models.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

function changeOf(scope: number, n: number, available: boolean) {
  const productId = `p-${n}`;
  const item = plainItem({
    productId,
    name: `Thing ${n % 9}`,
    category: `Kind ${n % 4}`,
    priceE4: BigInt(n + 1) * 10_000n,
    available,
  });
  const change = { scope, productId, op: 'put', item, receivedAtMs: 0, createdAtMs: null } as const;
  return { key: catalogKey(scope, productId), value: encodeCatalogChange(change) };
}
let ids = 0;
async function happened(userId: string, productId: string) {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  const event = plainEvent({ id, userId, productId, timestampMs: Date.now() - 60_000 + ids, receivedAtMs: Date.now() });
  await log.append('events', [{ key: eventKey(1, userId), value: encodeEvent(event) }]);
}

type Reply = { status: number; body: Json };
async function sent(key: string, url: string, payload?: object): Promise<Reply> {
  const headers = { authorization: `Bearer rk_live_${key}` };
  const method = payload === undefined ? 'GET' : 'POST';
  const { statusCode, body } = await app.inject({
    url: `/api/v1/recommendations${url}`,
    method,
    headers,
    ...(payload && { payload }),
  });
  return { status: statusCode, body: JSON.parse(body) };
}
const get = (query: Record<string, string>, key = 'write') => sent(key, `?${new URLSearchParams(query)}`);
const batch = (questions: readonly object[], { key = 'write', ...more }: Record<string, unknown> = {}) =>
  sent(String(key), '/batch', { questions, ...more });
const idsOf = ({ data }: Json): string[] => data.map(({ productId }: Json) => productId);
const page = [
  { placementId: 'ruled', userId: 'shopper-1', limit: 6, strategy: 'trending' },
  { placementId: 'home', userId: 'shopper-1', limit: 6, strategy: 'session', productId: ['p-3'] },
  { placementId: 'ruled', userId: 'shopper-1', limit: 6, strategy: 'trending' },
  { placementId: 'foot', userId: 'shopper-1', limit: 6, strategy: 'content_based', productId: ['p-3'] },
];

test('each question of a batch is answered, recorded and counted as GET would have it', async () => {
  recorded.length = 0;
  counted = 0;
  const { status, body } = await batch(page);
  assert.equal(status, 200);
  assert.deepEqual([counted, recorded.length], [4, 4]);
  for (const [n, { productId, limit, ...question }] of page.entries()) {
    const query = {
      ...question,
      limit: String(limit),
      ...(productId === undefined ? {} : { productId: productId[0]! }),
    };
    const alone = (await get(query)).body;
    assert.deepEqual(body.data[n].data, alone.data);
    assert.equal(body.data[n].meta.requestId, `${body.meta.requestId}.${n}`);
    assert.equal(recorded[n]?.requestId, body.data[n].meta.requestId);
    assert.deepEqual(recorded[n]?.productIds, idsOf(alone));
    assert.equal(body.data[n].meta.rulesVersion, question.placementId === 'ruled' ? '3' : undefined);
    assert.ok(alone.meta.cached, 'the same answer of the cache');
  }
  assert.deepEqual(idsOf(body.data[0]).slice(0, 2), ['p-7', 'p-8']);
});

test('a bad question, and one that the key may not ask, leave the others their answers, and count nothing', async () => {
  counted = 0;
  const questions = [
    {},
    { limit: 99 },
    { explain: true },
    { rules: 'off' },
    { filter: { field: 'price', lt: 'x' } },
    { page: 'nonsense' },
    { limit: 2 },
  ];
  const { status, body } = await batch(questions, { key: 'read' });
  assert.equal(status, 200);
  assert.deepEqual(
    body.data.map((one: Json) => [one.status, one.data.length, one.errors.map(({ path }: Json) => path)]),
    [
      [200, 8, []],
      [400, 0, ['/questions/1/limit']],
      [403, 0, ['/questions/2']],
      [403, 0, ['/questions/3']],
      [400, 0, ['/questions/4/filter/lt']],
      [400, 0, ['/questions/5/page']],
      [200, 2, []],
    ],
  );
  assert.equal(counted, 2);
  const hashed = (await batch([{}, { userId: 'ann' }], { key: 'other' })).body.data;
  assert.deepEqual(
    hashed.map((one: Json) => one.status),
    [200, 403],
  );
  assert.match(hashed[1].errors[0].message, /userHash/);
});

test('with distinct no product is in two answers, in the order of the questions, and none is shorter than it has to be', async () => {
  const plain = (await batch(page)).body.data;
  const all = plain.flatMap(idsOf);
  assert.ok(new Set(all).size < all.length, 'control: without it some are');
  const { body } = await batch(page, { distinct: true });
  const lists: string[][] = body.data.map(idsOf);
  assert.equal(new Set(lists.flat()).size, 24);
  assert.deepEqual(
    lists.map((one) => one.length),
    [6, 6, 6, 6],
  );
  assert.deepEqual(lists[0], idsOf(plain[0]), 'the first is as it would be alone');
  assert.ok(!lists[2]?.some((id) => ['p-7', 'p-8'].includes(id)), 'a pin gives way to one above');
  // Each is what GET answers with the products above it left out.
  const exclude = lists.slice(0, 3).flat();
  const alone = await batch([{ ...page[3], exclude }]);
  assert.deepEqual(lists[3], idsOf(alone.body.data[0]));
});

test('with distinct answers are cached for what stands above them, and only for that', async () => {
  const question = { strategy: 'trending', limit: 3, userId: 'shopper-2' };
  const asked = async (above: object) => (await batch([above, question], { distinct: true })).body.data[1];
  const [a, b] = [
    { strategy: 'trending', limit: 3 },
    { strategy: 'trending', limit: 5 },
  ];
  const first = await asked(a);
  const other = await asked(b);
  assert.deepEqual([first.meta.cached, other.meta.cached], [false, false]);
  assert.notDeepEqual(idsOf(first), idsOf(other));
  const again = await asked(a);
  assert.deepEqual([again.meta.cached, idsOf(again)], [true, idsOf(first)]);
});

test('filter, context, cart, like, unlike and page each have an answer of their own in the cache', async () => {
  const ways = [
    ...[
      {},
      { filter: { field: 'price', lt: 9 } },
      { filter: { field: 'price', lt: 8 } },
      { context: { device: 'mobile' } },
    ],
    ...[{ context: { device: 'tv' } }, { cart: ['p-3'] }, { like: ['p-3'] }, { unlike: ['p-3'] }, { exclude: ['p-3'] }],
  ];
  const questions = ways.map((way) => ({ userId: 'shopper-3', strategy: 'trending', ...way }));
  const cachedOf = async () => (await batch(questions)).body.data.map(({ meta }: Json) => meta.cached);
  assert.deepEqual(new Set(await cachedOf()), new Set([false]));
  assert.deepEqual(new Set(await cachedOf()), new Set([true]), 'control');
});

test('pages of one question never repeat a product and end, whatever has happened in between; each has its token and record', async () => {
  const question = { userId: 'shopper-4', strategy: 'session', limit: '7', placementId: 'list' };
  recorded.length = 0;
  const seen: string[] = [];
  let meta: Json = { nextPage: undefined };
  for (let pages = 0; meta.nextPage !== null; pages++) {
    assert.ok(pages < products, 'it ends');
    const reply = await get({ ...question, ...(meta.nextPage === undefined ? {} : { page: meta.nextPage }) });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.equal(recorded[pages]?.requestId, reply.body.meta.requestId);
    assert.equal(JSON.parse(recorded[pages]?.question ?? '{}').shown ?? 0, seen.length);
    if (pages > 0) assert.notEqual(reply.body.meta.trackingToken, meta.trackingToken);
    seen.push(...idsOf(reply.body));
    ({ meta } = reply.body);
    // Other shoppers, and this one, go on in between.
    await happened('shopper-4', `p-${(pages * 11) % products}`);
    await happened(`new-${pages}`, `p-${pages}`);
    await caughtUp(models);
  }
  assert.equal(new Set(seen).size, seen.length, String(seen));
  assert.ok(seen.length > 14, `${seen.length} products on all pages`);
});

test('the same page asked again is the same, and may be of another length', async () => {
  const question = { userId: 'shopper-5', strategy: 'trending', limit: '4' };
  const first = (await get(question)).body;
  const second = await get({ ...question, page: first.meta.nextPage });
  assert.deepEqual((await get({ ...question, page: first.meta.nextPage })).body.data, second.body.data);
  const longer = await get({ ...question, limit: '8', page: first.meta.nextPage });
  assert.deepEqual(idsOf(longer.body).slice(0, 4), idsOf(second.body));
  const inBatch = (await batch([{ ...question, limit: 4, page: first.meta.nextPage }])).body.data[0];
  assert.deepEqual(inBatch.data, second.body.data);
});

test('a page of another question, space or tenant, or one that is forged, is a 400 that says so', async () => {
  const question = { strategy: 'trending', limit: '4' };
  const { nextPage, trackingToken } = (await get(question)).body.meta;
  assert.equal((await get({ ...question, page: nextPage })).status, 200, 'control');
  for (const [query, key, code] of [
    [{ ...question, userId: 'ann', page: nextPage }, 'write', 'foreign_page'],
    [{ ...question, placementId: 'foot', page: nextPage }, 'write', 'foreign_page'],
    [{ ...question, exclude: 'p-1', page: nextPage }, 'write', 'foreign_page'],
    [{ ...question, page: nextPage }, 'sandbox', 'foreign_page'],
    [{ ...question, page: nextPage }, 'other', 'foreign_page'],
    [{ ...question, page: `${nextPage}x` }, 'write', 'forged_page'],
    [{ ...question, page: nextPage.replace(/\.[^.]{12}/, '.000000000000') }, 'write', 'forged_page'],
    [{ ...question, page: trackingToken.slice(0, 8_000) }, 'write', 'forged_page'],
  ] as [Record<string, string>, string, string][]) {
    const { status, body } = await get(query, key);
    assert.deepEqual([status, body.errors[0].path, body.errors[0].code], [400, '/page', code], JSON.stringify(query));
    assert.match(body.errors[0].message, /ask as for the page before|send `meta.nextPage`/);
  }
});

test('what is not to be had any more is on no page and in no answer of a batch, cached ones included', async () => {
  const questions = [
    { strategy: 'trending', limit: 20 },
    { strategy: 'content_based', productId: ['p-3'], limit: 20 },
  ];
  const before = (await batch(questions, { distinct: true })).body.data;
  const gone = idsOf(before[0])[1]!;
  assert.ok((await batch(questions, { distinct: true })).body.data[0].meta.cached, 'control');
  await log.append('catalog', [changeOf(1, Number(gone.slice(2)), false)]);
  await caughtUp(models);
  const { body } = await batch(questions, { distinct: true });
  assert.ok(!body.data.flatMap(idsOf).includes(gone));
});

test('the questions of a page share their work, and still each knows the event that came in between', async () => {
  const made: string[] = [];
  const share = createSharedWork();
  const page = {
    shown: [],
    share: <Value>(key: string, make: () => Value) =>
      share(key, () => {
        made.push(key);
        return make();
      }),
  };
  const asked = async (placementId: string) => {
    const question = { userId: 'shopper-6', strategy: 'recently_viewed', placementId, fill: false };
    return idsOf(await answer(tenants[0], 1, question, randomUUID(), undefined, page));
  };
  const first = await asked('a');
  const count = made.length;
  assert.deepEqual(await asked('b'), first);
  assert.equal(made.length, count, 'nothing was made twice');
  await happened('shopper-6', 'p-59');
  await caughtUp(models);
  assert.deepEqual((await asked('c'))[0], 'p-59');
  assert.ok(made.length > count);
});
