import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { isDailyDue, markDailyDone } from '#stores/chores/daily-chore.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { sketchEvent } from '#testing/stored-events.ts';
import { projectionNamed } from '../index.ts';
import { MonthsArchived, RetentionAtWork } from '../rebuild/rebuild-errors.ts';
import { rebuildProjection } from '../rebuild/rebuild-projection.ts';
import { rebuildWithArchives } from '../rebuild/rebuild-with-archives.ts';
import { type Processors, runProcessors } from '../run-processors.ts';
import { type RetentionDeps, runRetention } from './run-retention.ts';

const logger = createSilentLogger();
const dayMs = 86_400_000;
const mayMs = Date.UTC(2024, 4, 10);
const juneMs = Date.UTC(2024, 5, 10);
/** All of May is older than 90 days by now, of June the first days. */
const nowMs = Date.UTC(2024, 8, 5);

let folder: string;
let archiveDir: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;
let log: EmbeddedLog;
let processors: Processors;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-retention-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  archiveDir = join(mkdtempSync(join(folder, 'data-')), 'archive');
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  log = await openEmbeddedLog({ dir: mkdtempSync(join(folder, 'log-')), role: 'writer' });
  await start();
});
afterEach(async () => {
  await processors.close();
  await log.close();
  await database.close();
  await owner.close();
  await testDatabase.close();
});

const start = async () => {
  processors = await runProcessors({
    log,
    database,
    logger,
    metrics: { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} },
  });
};
const deps = (over: Partial<RetentionDeps> = {}): RetentionDeps => ({
  database,
  archiveDir,
  eventRetentionDays: 90,
  aggregateRetentionDays: 365,
  logger,
  ...over,
});
const run = async (over: Partial<RetentionDeps> = {}, atMs = nowMs) => {
  const report = await runRetention(deps(over), atMs);
  assert.ok(report !== 'busy');
  return report;
};
const eventsOf = (atMs: number, from: number, count: number) =>
  Array.from({ length: count }, (_, n) =>
    sketchEvent({ n: from + n, timestampMs: atMs + n * 1000, receivedAtMs: atMs }),
  );
async function load(events: readonly ShopEvent[]): Promise<void> {
  await log.append(
    'events',
    events.map((event) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
  );
  await waitFor(
    async () => (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running'),
    () => 'drained',
  );
}
/** Every table of sums in the live version, as one text each. */
const sums = async () =>
  Promise.all(
    [
      `SELECT day, placement_id, strategy, sum(product_viewed), sum(purchase), sum(recommendation_clicked), sum(conversions), sum(revenue)
       FROM analytics_daily JOIN projections p ON p.name = 'analytics' AND p.live_version = version GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      `SELECT purchase_id, click_id, revenue FROM revenue_attributions JOIN projections p ON p.name = 'attribution' AND p.live_version = version ORDER BY 1`,
      `SELECT product_id, sum(weight) FROM trending_buckets JOIN projections p ON p.name = 'trending' AND p.live_version = version GROUP BY 1 ORDER BY 1`,
    ].map(async (sql) =>
      JSON.stringify((await owner.query(sql)).rows, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
    ),
  );
const count = async (sql: string) =>
  (await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]?.n;
const foldNames = ['analytics', 'attribution', 'trending', 'cooccurrence'] as const;

test('a rebuild with archived months gives the same sums; without them it is refused', async () => {
  await load([...eventsOf(mayMs, 0, 600), ...eventsOf(juneMs, 600, 300)]);
  const before = await sums();
  assert.ok(
    before.every((text) => text.length > 100),
    'there is something of each',
  );
  assert.deepEqual((await run()).archived, [{ month: '2024-05-01', rows: 600 }]);
  assert.equal(await count('events'), 300);
  assert.deepEqual(await sums(), before, 'sums outlive their events');
  await assert.rejects(
    rebuildProjection({ projection: projectionNamed('analytics'), database, log: null }),
    MonthsArchived,
  );
  for (const name of foldNames)
    await rebuildWithArchives({ projection: projectionNamed(name), database, log: null, archiveDir });
  assert.deepEqual(await sums(), before);
  assert.equal(await count('events'), 300, 'and the months are gone again');
});

test('control: a rebuild that does not know of the archived months makes the sums smaller', async () => {
  await load([...eventsOf(mayMs, 0, 60), ...eventsOf(juneMs, 60, 30)]);
  const before = await sums();
  await run();
  await owner.query(`DELETE FROM event_months WHERE state = 'archived'`);
  const unaware = { projection: projectionNamed('analytics'), database, log: null };
  assert.equal((await rebuildProjection(unaware)).parity.verdict, 'stopped');
  assert.deepEqual(await sums(), before, 'and what is smaller is not swapped');
  await rebuildProjection({ ...unaware, isConfirmed: true });
  assert.notEqual((await sums())[0], before[0]);
});

test('an event of an archived month becomes a dead letter, also of a loader that took the month for open', async () => {
  await load(eventsOf(mayMs, 0, 50));
  await run();
  // At once: the loader's answer is of this second.
  await load(eventsOf(mayMs, 50, 3));
  await load([...eventsOf(mayMs, 53, 1), ...eventsOf(juneMs, 60, 2)]);
  assert.equal(await count(`dead_letters WHERE reason = 'archived_month'`), 4);
  assert.equal(await count('dead_letters'), 4);
  assert.equal(await count('events'), 2);
});

/** Ends with a checkpoint, and begins from it. */
async function restart(between: () => Promise<unknown> = async () => {}): Promise<void> {
  await processors.close();
  await between();
  await start();
  await load([]);
}
const partners = async () =>
  JSON.stringify(
    (
      await owner.query(
        `SELECT product_id, partition, orders, partners FROM cooccurrences JOIN projections p ON p.name = 'cooccurrence' AND p.live_version = version ORDER BY 1, 2`,
      )
    ).rows,
  );
const basket = (n: number, productId: string): ShopEvent => {
  const event = sketchEvent({ n: 1, timestampMs: mayMs + n, receivedAtMs: mayMs, userId: `user-${n % 9}` });
  return {
    ...event,
    id: Buffer.concat([event.id.subarray(0, 12), Buffer.from([n >> 8, n, productId.length, productId.charCodeAt(0)])]),
    productId,
    purchase: { orderId: `order-${n}`, priceE4: 1n, quantity: 1, currency: null },
  };
};

test('co-occurrence goes on from its checkpoint when its months are archived; without one it waits for a rebuild', async () => {
  await load(Array.from({ length: 40 }, (_, n) => [basket(n, 'mug'), basket(n, 'saucer')]).flat());
  await restart();
  const before = await partners();
  assert.match(before, /saucer/);
  await run();
  await restart();
  assert.equal(await partners(), before);
  assert.equal(await count(`projections WHERE state = 'stale'`), 0);

  await restart(() => owner.query('DELETE FROM model_snapshots'));
  assert.equal(await count(`projections WHERE name = 'cooccurrence' AND stale_reason LIKE '%archived%'`), 1);
  await restart();
  assert.equal(await partners(), before, 'and nothing smaller was written');
  await rebuildWithArchives({ projection: projectionNamed('cooccurrence'), database, log: null, archiveDir });
  await restart();
  assert.equal(await partners(), before);
  assert.equal(await count(`projections WHERE state = 'stale'`), 0);
});

/** Scopes 1 and 2 are of a tenant whose purge has begun. */
async function purgeTenant(): Promise<void> {
  await owner.query(
    `INSERT INTO admins (admin_id, email, password_hash) VALUES ('11111111-1111-4111-8111-111111111111', 'a@shop.example', '!')`,
  );
  await owner.query(
    `INSERT INTO tenants (tenant_id, admin_id, name, status, deleted_at) SELECT admin_id, admin_id, 'Shop', 'deleted', now() FROM admins`,
  );
  await owner.query(
    `INSERT INTO scopes (tenant_id, space) SELECT tenant_id, unnest(ARRAY['live', 'test']) FROM tenants`,
  );
  await owner.query(`SELECT control_begin_purge(tenant_id) FROM tenants`);
}
const checkpoints = async () =>
  Buffer.concat((await owner.query<{ body: Buffer }>('SELECT body FROM model_snapshots')).rows.map(({ body }) => body));

test('a purged tenant leaves the rows, the archives, the checkpoints and the catalog, and no rebuild brings it back', async () => {
  await load(Array.from({ length: 40 }, (_, n) => [basket(n, 'mug'), basket(n, 'saucer')]).flat());
  const item = { productId: 'mug', name: 'Mug', category: 'c', priceE4: 1n, currency: null, imageUrl: null, url: null };
  const change = { scope: 1, productId: 'mug', op: 'put' as const, receivedAtMs: mayMs, createdAtMs: null };
  const value = encodeCatalogChange({
    ...change,
    item: { ...item, description: null, attributes: {}, available: true },
  });
  await log.append('catalog', [{ key: catalogKey(1, 'mug'), value }]);
  await restart();
  assert.ok((await checkpoints()).includes('saucer'), 'control');
  assert.equal(await count('catalog_items'), 1);
  await purgeTenant();
  await log.append('catalog', [{ key: catalogKey(1, 'mug'), value: null }]);
  await load([]);
  const { purged, failures } = await run();
  assert.deepEqual(failures, []);
  assert.equal(purged[0]?.archivedEvents, 80);
  await restart();
  assert.ok(!(await checkpoints()).includes('saucer'));
  for (const name of foldNames)
    await rebuildWithArchives({ projection: projectionNamed(name), database, log: null, archiveDir });
  await rebuildProjection({ projection: projectionNamed('catalog'), database, log });
  for (const table of [
    'events',
    'analytics_daily',
    'trending_buckets',
    'cooccurrences',
    'catalog_items',
    'dead_letters',
  ])
    assert.equal(await count(table), 0, table);
});

test('for ever keeps everything, and days are counted from arrival', async () => {
  await load(eventsOf(mayMs, 0, 50));
  const none = {
    archived: [],
    droppedAgain: [],
    erasedEvents: 0,
    droppedAggregates: 0,
    droppedExposures: 0,
    droppedChanges: 0,
    purged: [],
    forgottenSessions: 0,
    failures: [],
  };
  assert.deepEqual(
    await run({ eventRetentionDays: 'forever', aggregateRetentionDays: 'forever' }, nowMs + 9_999 * dayMs),
    none,
  );
  assert.deepEqual(await run({ eventRetentionDays: 103 }), none);
  assert.equal((await run({ aggregateRetentionDays: 90 })).archived.length, 1);
  assert.equal(await count('analytics_daily'), 0);
});

test('one run at a time, none beside a rebuild, and a rebuild not beside it', async () => {
  const during = await withRetentionLock(database, 'exclusive', async () => [
    await runRetention(deps(), nowMs),
    await rebuildWithArchives({ projection: projectionNamed('trending'), database, log: null, archiveDir }).catch(
      (error: unknown) => error,
    ),
  ]);
  assert.equal(during[0], 'busy');
  assert.ok(during[1] instanceof RetentionAtWork);
  const beside = await withRetentionLock(database, 'shared', () => runRetention(deps(), nowMs));
  assert.equal(beside, 'busy');
});

test('a part that fails keeps no other from its work', async () => {
  await load(eventsOf(mayMs, 0, 50));
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  const report = await run({ archiveDir: file, aggregateRetentionDays: 91 });
  assert.deepEqual(
    report.failures.map(({ part }) => part),
    ['archiving months'],
  );
  assert.ok(report.droppedAggregates > 0);
  assert.equal(await count('events'), 50);
  assert.deepEqual((await run()).failures, []);
  assert.deepEqual(readdirSync(archiveDir), ['events_2024_05.jsonl.zst']);
});

test('a daily chore is due once a day', async () => {
  assert.equal(await isDailyDue(database, 'retention'), true);
  await markDailyDone(database, 'retention');
  assert.equal(await isDailyDue(database, 'retention'), false);
  await owner.query(`UPDATE chores SET ran_at = ran_at - interval '1 day'`);
  assert.equal(await isDailyDue(database, 'retention'), true);
  await owner.query(`UPDATE chores SET ran_at = now() + interval '3 years'`);
  assert.equal(await isDailyDue(database, 'retention'), true, 'it was done by a clock that was set back since');
});
