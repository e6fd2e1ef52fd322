import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAppendQueue } from '#log/append-queue.ts';
import { LogError } from '#log/event-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { createUserHashes } from '#runtime/user-hashes.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { waitFor } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { openAcceptParts } from '../routes.ts';
import { keepFillingDemos } from './keep-filling-demos.ts';

let app: ApiApp;
let processors: ApiProcessors;
let ours: Shop;
let theirs: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
  ours = await createShop(app.url, 'Ours');
  theirs = await createShop(app.url, 'Theirs');
});
after(async () => {
  await processors.close();
  await app.remove();
});

const asAdmin = (path: string, { adminToken: token }: Shop = ours, method?: string, body?: unknown) =>
  ask(`${app.url}/api/v1${path}`, { token, method, body });
const press = (shop = ours) => asAdmin('/tenants/demo', shop, 'POST');
const fillingOf = async (tenantId: string) => (await asAdmin(`/tenants/${tenantId}/demo`)).body.data;

/** Starts to fill demos as a new process would: only log and database remember anything. `append` may be another one than the log's. */
function startFilling(append: IngestDeps['appends']['append'] = queue().append) {
  const deps = {
    log: app.log,
    appends: { append },
    database: app.database,
    searchDatabase: app.database,
    directory: app.directory,
    catalog: { has: () => true, get: () => undefined },
    userHashes: createUserHashes('secret'),
    metrics: createMetrics(),
    logger: createSilentLogger(),
    now: Date.now,
  } satisfies IngestDeps;
  return keepFillingDemos(deps, openAcceptParts(deps));
}
const queue = () => createAppendQueue(app.log, { maxBytes: 64 << 20, deadlineMs: 60_000 });

/** What Postgres has of a shop, by its tables. */
async function countsOf(tenantId: string) {
  const { rows } = await app.owner.query<{ events: number; products: number; widgets: number; acts: number }>(
    `SELECT (SELECT count(*)::int FROM events WHERE scope = ANY (of.scopes)) AS events,
            (SELECT count(*)::int FROM catalog_items WHERE scope = ANY (of.scopes)) AS products,
            (SELECT count(*)::int FROM widget_configs WHERE tenant_id = $1) AS widgets,
            (SELECT count(*)::int FROM audit_log WHERE tenant_id = $1) AS acts
     FROM (SELECT array_agg(scope) AS scopes FROM scopes WHERE tenant_id = $1) of`,
    [tenantId],
  );
  return rows[0];
}

test('the button makes one demo beside the own tenant, filled once though its filling died in the middle, and it goes by deletion', async () => {
  const before = await countsOf(ours.tenantId);
  const pressed = await press();
  assert.equal(pressed.status, 202);
  const { tenantId, name, state, events, products } = pressed.body.data;
  assert.deepEqual([name, state, events.stored], ['Demo shop', 'filling', 0]);
  assert.equal(pressed.headers.get('location'), `/api/v1/tenants/${tenantId}/demo`);
  assert.equal((await asAdmin(`/tenants/${tenantId}`)).body.data.isDemo, true);
  assert.equal((await asAdmin(`/tenants/${ours.tenantId}`)).body.data.isDemo, false, 'control');
  assert.equal((await press()).body.data.tenantId, tenantId, 'pressed again');
  assert.notEqual((await press(theirs)).body.data.tenantId, tenantId, 'control: another admin has another one');
  assert.equal((await asAdmin(`/tenants/${tenantId}/demo`, theirs)).status, 404, 'a foreign admin');
  const none = await asAdmin(`/tenants/${ours.tenantId}/demo`);
  assert.deepEqual([none.status, none.body.detail], [404, 'This tenant is not filled with demo data.']);

  // The first process appends fifty batches, then its log is gone.
  let batches = 0;
  const dying = queue();
  const died = Promise.withResolvers<void>();
  const first = startFilling((topic, records) => {
    batches += topic === 'events' ? 1 : 0;
    if (batches <= 50) return dying.append(topic, records);
    died.resolve();
    return Promise.reject(new LogError('unavailable', 'the writer is gone'));
  });
  await died.promise;
  await first.close();
  await processors.drained();
  const half = await fillingOf(tenantId);
  assert.ok(half.events.stored > 0 && half.events.stored < half.events.total, 'control: it is filled in part');
  assert.equal(half.state, 'filling');

  const second = startFilling();
  await waitFor(
    async () => (await fillingOf(tenantId)).state === 'filled',
    () => 'filled',
  );
  await second.close();
  const full = await fillingOf(tenantId);
  assert.deepEqual(full.events, { stored: events.total, total: events.total }, 'each event is there once');
  assert.deepEqual(full.products, { stored: products.total, total: 300 });
  assert.equal((await countsOf(tenantId))?.widgets, 6);

  assert.equal((await asAdmin(`/tenants/${tenantId}`, ours, 'DELETE')).status, 204);
  assert.equal((await asAdmin(`/tenants/${tenantId}/demo`)).status, 404, 'it is gone');
  assert.deepEqual(await countsOf(ours.tenantId), before, 'the own tenant is as it was');
  const next = (await press()).body.data;
  assert.notEqual(next.tenantId, tenantId, 'after its removal there may be another');
});

test('a demo that is suspended waits, and its admin is given it all the same', async () => {
  const shop = await createShop(app.url, 'Waiting');
  const { tenantId } = (await press(shop)).body.data;
  await asAdmin(`/tenants/${tenantId}`, shop, 'PUT', { status: 'suspended' });
  const other = await createShop(app.url, 'Not waiting');
  const active = (await press(other)).body.data.tenantId;
  const filling = startFilling();
  await waitFor(
    async () => (await asAdmin(`/tenants/${active}/demo`, other)).body.data.state === 'filled',
    () => 'control: the other one is filled',
  );
  await filling.close();
  const { state, events } = (await press(shop)).body.data;
  assert.deepEqual([state, events.stored], ['filling', 0]);
});
