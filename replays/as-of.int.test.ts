import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { uuidOfId } from '#domain/events/identity.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { encodeErasure, eventKey } from '#log/codec.ts';
import { type LiveModels, openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { type Answerer, createAnswerer } from '#query-api/routes/recommendations/answer-question.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import type { AsOfReport } from '#schemas/http/replay-reports.ts';
import { createAnswerCache } from '#stores/answers/answer-cache.ts';
import { openReplays, type Replays } from '#testing/ask-replay.ts';
import { caughtUp } from '#testing/caught-up.ts';
import { createItem } from '#testing/create-item.ts';
import { createRandom, type Random } from '#testing/random.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

const products = Array.from({ length: 12 }, (_, n) => `product-${n}`);
const strategies = ['session', 'trending', 'collaborative', 'content_based', 'frequently_bought_together', 'buy_again'];
let replays: Replays;
let shop: Shop;
let models: LiveModels;
let answer: Answerer;
/** What all shoppers share is made anew after a second: each question comes two later. */
let nowMs = Date.UTC(2026, 5, 1);
const shown: Exposure[] = [];
/** What was shown to shoppers who were erased later. */
const gone = new Set<Exposure>();

before(async () => {
  replays = await openReplays();
  const { app } = replays;
  shop = await createShop(app.url);
  for (const [n, productId] of products.entries())
    await createItem(app.url, shop.writeKey, {
      productId,
      name: `Thing ${n % 4}`,
      category: `Shelf ${n % 3}`,
      price: n,
    });
  await serve();
});
after(async () => {
  await models.close();
  await replays.close();
});

/** Opens what serves, from the snapshots that it left the last time. */
async function serve(): Promise<void> {
  const { log, dir, directory } = replays.app;
  models = await openLiveModels({
    log,
    snapshotDir: join(dir, 'models'),
    logger: createSilentLogger(),
    onLost: (error) => assert.ifError(error),
  });
  answer = createAnswerer({
    models,
    cache: createAnswerCache(),
    metrics: createMetrics(),
    trackingSecret: 'secret',
    now: () => nowMs,
    control: directory,
  });
  await caughtUp(models);
}

const scope = () => replays.app.directory.tenant(shop.tenantId)?.scopes.live ?? 0;
const tenantPath = () => `${replays.app.url}/api/v1/tenants/${shop.tenantId}`;

/** Of an answer that was recorded: what a look back finds. */
async function lookBack({ id }: Pick<Exposure, 'id'>): Promise<AsOfReport> {
  const { state, report, failure } = await replays.run(shop, 'asOf', { exposureId: uuidOfId(id) });
  assert.equal(state, 'done', failure ?? '');
  return report as AsOfReport;
}

const acts: readonly ((random: Random) => Promise<void>)[] = [
  async (random) => {
    const events = Array.from({ length: random.between(1, 12) }, () => {
      const userId = `shopper-${random.between(1, 8)}`;
      const productId = random.pick(products);
      const type = random.pick(['product_viewed', 'product_viewed', 'add_to_cart', 'purchase'] as const);
      nowMs += random.between(1, 600_000);
      return identifiedEvent({ type, scope: scope(), userId, productId, timestampMs: nowMs });
    });
    await replays.processors.append(events);
    await caughtUp(models);
  },
  async (random) => {
    const productId = random.pick(products);
    const item = {
      productId,
      name: `Thing ${random.between(0, 3)}`,
      category: 'Shelf 1',
      price: random.between(1, 99),
    };
    const body = { ...item, available: random.between(1, 3) > 1 };
    await ask(`${replays.app.url}/api/v1/catalog/${productId}`, { method: 'PUT', token: shop.writeKey, body });
    await caughtUp(models);
  },
  async (random) => {
    const place = random.pick(['home', '*']);
    const path = `${tenantPath()}/placements/${encodeURIComponent(place)}/rules`;
    const { version } = (await ask(path, { token: shop.adminToken })).body.data;
    const filter = { field: 'productId', in: [random.pick(products)] };
    const then = random.pick([
      { action: 'exclude', filter },
      { action: 'pin', productIds: filter.in, position: 1 },
    ]);
    const rule = { id: 'one', name: 'One', enabled: true, then };
    await change(path, 'PUT', { rules: [rule] }, { 'if-match': `"${version}"` });
  },
  async (random) => {
    const config = random.pick([
      { excludePurchased: random.between(0, 1) === 1 },
      { defaultStrategy: random.pick(strategies) },
      { exploration: random.pick([0, 0.2]) },
      { strategies: { trending: { windowMs: random.between(1, 48) * 3_600_000 } } },
    ]);
    await change(tenantPath(), 'PUT', { config });
  },
  async (random) => {
    const userId = `shopper-${random.between(1, 8)}`;
    await erase(userId);
    for (const one of shown) if (one.userId === userId) gone.add(one);
  },
  async () => {
    await models.close();
    await serve();
  },
  async (random) => {
    const projection = random.pick(['catalog', 'analytics', 'trending', 'cooccurrence'] as const);
    await replays.processors.drained();
    const { state, failure } = await replays.run(shop, 'rebuild', { projection });
    assert.equal(state, 'done', failure ?? '');
  },
];

async function erase(userId: string): Promise<void> {
  const erasure = encodeErasure({ scope: scope(), userId, requestedAtMs: nowMs });
  await replays.app.log.append('events', [{ key: eventKey(scope(), userId), value: erasure }]);
  await caughtUp(models);
}

/** Changes what the tenant has set, and waits until this process knows. */
async function change(path: string, method: string, body: object, headers: Record<string, string> = {}): Promise<void> {
  const { directory } = replays.app;
  const before = directory.configVersion(shop.tenantId);
  const { status, body: said } = await ask(path, { method, token: shop.adminToken, body, headers });
  assert.ok(status < 300, JSON.stringify(said));
  await waitFor(
    async () => directory.configVersion(shop.tenantId) !== before,
    () => 'the change is known',
  );
}

async function askAsShopper(random: Random): Promise<void> {
  nowMs += 2_000;
  const tenant = replays.app.directory.tenant(shop.tenantId) ?? assert.fail('the tenant is there');
  const strategy = random.pick([...strategies, null]);
  const question = {
    userId: `shopper-${random.between(1, 9)}`,
    placementId: random.pick(['home', 'page']),
    limit: random.between(1, 8),
    ...(strategy === null ? {} : { strategy }),
    ...(random.between(1, 3) === 1 ? { productId: [random.pick(products)] } : {}),
  };
  const given = await answer(tenant, scope(), question, randomUUID());
  assert.ok(given.exposure);
  shown.push(given.exposure);
  await replays.processors.append([given.exposure]);
  await caughtUp(models);
}

test('a look back gives each answer again as it was shown, whatever was set, sold, sent, started and rebuilt meanwhile', async () => {
  const random = createRandom(20);
  const [sendEvents] = acts;
  assert.ok(sendEvents);
  const done = new Set<(typeof acts)[number]>();
  for (let turn = 0; turn < 60; turn++) {
    const act = random.pick([sendEvents, sendEvents, ...acts]);
    await act(random);
    done.add(act);
    await askAsShopper(random);
  }
  assert.equal(done.size, acts.length, 'control: all of it happened');
  await replays.processors.drained();
  const left = shown.filter((one) => !gone.has(one)).filter((_, n) => n % 3 === 0);
  let ofRows = 0;
  for (const exposure of left) {
    const found = await lookBack(exposure);
    if (found.notes.some((note) => /what histories teach/.test(note))) {
      ofRows += 1;
      assert.equal(found.strategy, 'collaborative');
      continue;
    }
    const told = `${exposure.strategy} at ${exposure.servedAtMs}: ${JSON.stringify({ found, question: exposure.question })}`;
    assert.deepEqual(
      found.items.map(({ productId }) => productId),
      exposure.productIds,
      told,
    );
    assert.deepEqual([found.isSame, found.isExact, found.notes], [true, true, []], told);
  }
  assert.ok(ofRows < left.length / 2, `control: most are compared: ${left.length - ofRows} of ${left.length}`);
});

test('control: with one event left out, an answer is another', async () => {
  const last = shown.filter((one) => !gone.has(one) && one.strategy === 'trending').at(-1);
  assert.ok(last);
  assert.equal((await lookBack(last)).isSame, true);
  const { owner } = replays.app;
  const [best] = last.productIds;
  await owner.query('DELETE FROM events WHERE scope = $1 AND product_id = $2', [scope(), best]);
  const found = await lookBack(last);
  assert.deepEqual([found.isSame, found.shown?.productIds], [false, last.productIds]);
});

test('what cannot be given again is refused with why', async () => {
  const failureOf = async (id: Buffer) =>
    (await replays.run(shop, 'asOf', { exposureId: uuidOfId(id) })).failure ?? assert.fail('it was given again');
  assert.match(await failureOf(Buffer.alloc(16, 1)), /There is no such answer/);
  const [erased] = gone;
  assert.ok(erased);
  assert.match(await failureOf(erased.id), /The shopper was erased/);
  const page = shown.at(-1) ?? assert.fail();
  const later = { ...page, id: Buffer.alloc(16, 9), requestId: 'later', question: '{"shown":8}' };
  await replays.processors.append([later]);
  await replays.processors.drained();
  assert.match(await failureOf(later.id), /a later page/);
});

test('what is not known to be as it was is told', async () => {
  const page = shown.at(-1) ?? assert.fail();
  const older = { ...page, id: Buffer.alloc(16, 8), requestId: 'older', versions: '{"model":"12"}' };
  await replays.processors.append([older]);
  await replays.processors.drained();
  const found = await lookBack(older);
  assert.equal(found.isExact, false);
  assert.match(found.notes.join(), /it is not recorded where the models stood/);
  await replays.app.owner.query(`UPDATE catalog_history_since SET since = '2026-12-31'`);
  assert.match((await lookBack(page)).notes.join(), /changes of the catalog are known from 2026-12-31/);
});

test('what raw events do not go back to is told of a shop that had some before, and of no other', async () => {
  const page = shown.filter((one) => !gone.has(one)).at(-1) ?? assert.fail();
  const notesWhenKeptSince = async (since: string) => {
    await replays.app.owner.query('DELETE FROM exposure_retention');
    await replays.app.owner.query('INSERT INTO exposure_retention VALUES ($1)', [since]);
    return (await lookBack(page)).notes.join();
  };
  assert.match(await notesWhenKeptSince('2026-06-02'), /raw events are kept from 2026-06-02/, 'control');
  assert.doesNotMatch(await notesWhenKeptSince('2026-05-31'), /raw events are kept/);
});

const [many, atOnce] = [150_000, 10_000];

test('a shop of more events than a call takes arguments is looked back on too', async () => {
  const { owner } = replays.app;
  const same = 'received_at, "offset", scope, log, partition, type, flags';
  // In several statements, each of which has a time limit.
  for (let first = 1; first < many; first += atOnce)
    await owner.query(
      `INSERT INTO events (event_id, event_time, user_id, product_id, ${same})
       SELECT (left(event_id::text, 24) || left(md5(n::text), 12))::uuid, event_time + n * interval '1 ms', 'many ' || n, 'many ' || n % 1000, ${same}
       FROM (SELECT * FROM events WHERE scope = $1 AND user_id NOT LIKE 'many %' ORDER BY event_id LIMIT 1) one, generate_series($2::int, $3::int) n`,
      [scope(), first, Math.min(many, first + atOnce - 1)],
    );
  const last = shown.filter((one) => !gone.has(one)).at(-1) ?? assert.fail();
  assert.ok((await lookBack(last)).records > many);
});
