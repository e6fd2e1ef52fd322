import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { withRetentionLock } from '#stores/archive/retention-lock.ts';
import { isDailyDue, markDailyDone } from '#stores/chores/daily-chore.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { sketchEvent } from '#testing/stored-events.ts';
import { MonthsArchived, RetentionAtWork, rebuildProjection } from '../rebuild.ts';
import { type Processors, runProcessors } from '../run-processors.ts';
import { rebuildWithArchives } from './rebuild-with-archives.ts';
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
  processors = await runProcessors({
    log,
    database,
    logger,
    metrics: { observeBatch: () => {}, countDeadLetter: () => {} },
  });
});
afterEach(async () => {
  await processors.close();
  await log.close();
  await database.close();
  await owner.close();
  await testDatabase.close();
});

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
    async () => (await processors.lag()).every(({ lag }) => lag === 0),
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
  await assert.rejects(rebuildProjection({ name: 'analytics', database, log: null }), MonthsArchived);
  for (const name of foldNames) await rebuildWithArchives({ name, database, log: null, archiveDir });
  assert.deepEqual(await sums(), before);
  assert.equal(await count('events'), 300, 'and the months are gone again');
});

test('control: a rebuild that does not know of the archived months makes the sums smaller', async () => {
  await load([...eventsOf(mayMs, 0, 60), ...eventsOf(juneMs, 60, 30)]);
  const before = await sums();
  await run();
  await owner.query(`DELETE FROM event_months WHERE state = 'archived'`);
  await rebuildProjection({ name: 'analytics', database, log: null });
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

test('for ever keeps everything, and days are counted from arrival', async () => {
  await load(eventsOf(mayMs, 0, 50));
  const none = { archived: [], droppedAgain: [], erasedEvents: 0, droppedAggregates: 0, failures: [] };
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
    await rebuildWithArchives({ name: 'trending', database, log: null, archiveDir }).catch((error: unknown) => error),
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
});
