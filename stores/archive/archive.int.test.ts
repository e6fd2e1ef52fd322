import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { createRandom } from '#testing/random.ts';
import { sketchEvent, storeEvents } from '#testing/stored-events.ts';
import { analyticsDaily, analyticsQuarterHourly } from '../analytics/analytics-tables.ts';
import { revenueAttributions } from '../attribution/revenue-attributions.ts';
import { eraseShopper } from '../events/erase-shopper.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { openMonths } from '../postgres/months.ts';
import { trendingBuckets } from '../trending/trending-buckets.ts';
import { archiveFileOf, hasArchive, readArchive } from './archive-file.ts';
import { fromLine } from './archive-line.ts';
import { archiveMonth, findDueMonths } from './archive-months.ts';
import { dropAggregates } from './drop-aggregates.ts';
import { eraseFromArchives } from './erase-from-archives.ts';
import { dropRestored, listArchived, restoreMonth } from './restore-months.ts';
import { withRetentionLock } from './retention-lock.ts';

const dayMs = 86_400_000;
const mayMs = Date.UTC(2024, 4, 10);
const juneMs = Date.UTC(2024, 5, 10);
const cut = new Date('2024-09-01T00:00:00Z');
const [may, june] = ['2024-05-01', '2024-06-01'] as const;

let folder: string;
let dir: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-archive-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  dir = join(mkdtempSync(join(folder, 'data-')), 'archive');
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 4, applicationName: 'archive' });
});
afterEach(async () => {
  await database.close();
  await owner.close();
  await testDatabase.close();
});

const options = () => ({ database, dir, before: cut });
const eventsOf = (atMs: number, count: number, receivedAtMs = atMs) =>
  Array.from({ length: count }, (_, n) => sketchEvent({ n, timestampMs: atMs + n, receivedAtMs }));
const countOf = async (where = 'true') =>
  (await owner.query<{ n: number }>(`SELECT count(*)::int AS n FROM events WHERE ${where}`)).rows[0]?.n;
const stateOf = async (month: string) =>
  (await owner.query<{ state: string }>('SELECT state FROM event_months WHERE month = $1', [month])).rows[0]?.state;
const linesOf = async (month: string) => {
  const lines = [];
  for await (const line of readArchive(dir, month)) lines.push(fromLine(line));
  return lines;
};

test('a month is due when it is over and its last event arrived before the cut', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  // Imported history: old by its time, and fresh by its arrival.
  await storeEvents(database, eventsOf(juneMs, 10, cut.getTime()), { offset: 100 });
  await openMonths(database).ensure([Date.UTC(2024, 6, 1), cut.getTime()]);
  assert.deepEqual(await findDueMonths(options()), [{ month: may, rows: 10 }]);
  const aDayLater = new Date(cut.getTime() + 1);
  assert.deepEqual(await findDueMonths({ database, before: aDayLater }), [
    { month: may, rows: 10 },
    { month: june, rows: 10 },
  ]);
  assert.deepEqual(await findDueMonths({ database, before: new Date('2024-05-31T23:59:59.999Z') }), []);
});

test('an archived month is a file with every event, and no table; restored it is the same rows', async () => {
  await storeEvents(database, eventsOf(mayMs, 12_000));
  await storeEvents(database, eventsOf(juneMs, 10, cut.getTime()), { offset: 20_000 });
  await owner.query('CREATE TABLE was AS SELECT * FROM events');
  assert.equal(await archiveMonth(options(), may), 12_000);
  assert.deepEqual(readdirSync(dir), ['events_2024_05.jsonl.zst']);
  assert.equal((await linesOf(may)).length, 12_000);
  assert.equal(await countOf(), 10);
  assert.equal(await stateOf(may), 'archived');
  assert.deepEqual(await listArchived(database), [{ month: may, isThere: false }]);
  assert.equal(await archiveMonth(options(), june), undefined, 'fresh');
  assert.equal(await stateOf(june), 'open');

  assert.equal(await restoreMonth(database, dir, may), 12_000);
  const different = await owner.query(
    '(SELECT * FROM was EXCEPT SELECT * FROM events) UNION ALL (SELECT * FROM events EXCEPT SELECT * FROM was)',
  );
  assert.equal(different.rowCount, 0);
  const months = openMonths(database);
  await months.ensure([mayMs]);
  assert.equal(months.isOpen(mayMs), false, 'it takes no events');
  assert.deepEqual(await dropRestored(database, dir), [may]);
  assert.equal(await countOf(), 10);
});

test('a month that was open a second ago is asked for again, and refuses', async () => {
  let nowMs = 0;
  const months = openMonths(database, () => nowMs);
  await storeEvents(database, eventsOf(mayMs, 10));
  await months.ensure([mayMs, juneMs]);
  await archiveMonth(options(), may);
  await months.ensure([mayMs]);
  assert.equal(months.isOpen(mayMs), true, 'control: within the second the old answer is good');
  nowMs = 1_000;
  await months.ensure([mayMs, juneMs]);
  assert.deepEqual([months.isOpen(mayMs), months.isOpen(juneMs)], [false, true]);
});

test('who still takes the month for open gets an error of its rows, and none is stored', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  await archiveMonth(options(), may);
  const late = [sketchEvent({ n: 99, timestampMs: mayMs, receivedAtMs: mayMs })];
  await assert.rejects(storeEvents(database, late, { offset: 99 }), { code: '42P01' });
});

test('kill -9 at any moment leaves the month or its archive, and the next run finishes', async () => {
  const random = createRandom(7);
  const sizes = new Map([
    [may, 9_000],
    [june, 6_000],
  ]);
  let offset = 0;
  for (const [month, size] of sizes) {
    await storeEvents(database, eventsOf(Date.parse(`${month}T00:00:00Z`), size), { offset });
    offset += size;
  }
  let kills = 0;
  for (let isDone = false; !isDone; ) {
    const child = spawn(
      process.execPath,
      ['testing/archive-on.ts', testDatabase.processorUrl, dir, cut.toISOString()],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    // The time decides only when the kill comes.
    const clock = new AbortController();
    const code = await Promise.race([ended, delay(random.next() * 80 * (1 + kills), null, { signal: clock.signal })]);
    assert.ok(code === 0 || code === null, `the process ended with ${code}`);
    isDone = code === 0;
    if (!isDone && child.kill('SIGKILL')) kills += 1;
    await ended;
    clock.abort();
    // Postgres rolls back what the killed process had begun.
    await owner.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'archive-on'`,
    );
    for (const [month, size] of sizes) {
      const isHere =
        (await countOf(`event_time >= '${month}Z' AND event_time < timestamptz '${month}Z' + interval '1 month'`)) ===
        size;
      const isThere = hasArchive(dir, month) && (await linesOf(month)).length === size;
      assert.ok(isHere || isThere, `${month}: ${await stateOf(month)}`);
      if (!isHere) assert.equal(await stateOf(month), 'archived');
    }
  }
  assert.ok(kills > 2, `${kills} kills`);
  assert.equal(await countOf(), 0);
  assert.deepEqual([await stateOf(may), await stateOf(june)], ['archived', 'archived']);
  assert.deepEqual(readdirSync(dir).sort(), ['events_2024_05.jsonl.zst', 'events_2024_06.jsonl.zst']);
});

test('a damaged or missing archive is not restored, not even in part', async () => {
  await storeEvents(database, eventsOf(mayMs, 100));
  await archiveMonth(options(), may);
  const file = archiveFileOf(dir, may);
  truncateSync(file, statSync(file).size - 1);
  await assert.rejects(restoreMonth(database, dir, may), /unexpected end of file/);
  rmSync(file);
  await assert.rejects(restoreMonth(database, dir, may), /the archive of 2024-05-01 is not in/);
  assert.deepEqual(await listArchived(database), [{ month: may, isThere: false }]);
});

test('a month that is open cannot be dropped, whatever the processor asks', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  await assert.rejects(database.query('SELECT drop_month($1)', [may]), /is not archived/);
  await assert.rejects(database.query('SELECT create_month_aside($1)', [may]), /is not archived/);
  assert.equal(await countOf(), 10);
});

test('an archive that cannot be written leaves the month, which stays closed until it is', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  await assert.rejects(archiveMonth({ ...options(), dir: join(file, 'archive') }, may), { code: 'ENOTDIR' });
  assert.equal(await countOf(), 10);
  assert.equal(await stateOf(may), 'archiving');
  assert.deepEqual(await findDueMonths(options()), [{ month: may, rows: 10 }]);
  assert.equal(await archiveMonth(options(), may), 10);
});

const tables = [analyticsDaily, analyticsQuarterHourly, trendingBuckets, revenueAttributions];
const erasureOf = (userId: string) => ({ log: 1, partition: 0, offset: 2_000n, key: `1:${userId}`, scope: 1, userId });

test('a shopper who is erased later is taken out of the archives, and then forgotten', async () => {
  await storeEvents(database, eventsOf(mayMs, 1_000));
  await archiveMonth(options(), may);
  await owner.query(`INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'l', 1)`);
  await database.transaction((client) => eraseShopper(client, erasureOf('user-7'), []));
  assert.equal((await linesOf(may)).filter(({ event }) => event.userId === 'user-7').length, 20, 'control');
  assert.equal(await eraseFromArchives(database, dir), 20);
  const lines = await linesOf(may);
  assert.equal(lines.length, 1_000);
  const erased = lines.filter(({ event }) => event.userId.startsWith('erased-'));
  assert.equal(erased.length, 20);
  assert.ok(
    erased.every(({ event }) => event.sessionId === null && event.metadata === null && event.clientEventId === null),
  );
  assert.ok(!lines.some(({ event }) => event.userId === 'user-7'));
  assert.equal((await owner.query('SELECT FROM archive_erasures')).rowCount, 0);
  assert.equal(await eraseFromArchives(database, dir), 0);
});

test('an order with purchases in an archive and in the tables stays one order after an erasure, under another id', async () => {
  const buy = (atMs: number, orderId: string, n: number) => ({
    ...sketchEvent({ n, timestampMs: atMs + n, receivedAtMs: mayMs }),
    userId: 'user-7',
    type: 'purchase' as const,
    purchase: { orderId, priceE4: 10_000n, quantity: 1, currency: null },
  });
  await storeEvents(database, [buy(mayMs, 'A-4711', 1), buy(mayMs, 'A-4712', 2)]);
  await storeEvents(database, [buy(juneMs, 'A-4711', 3)], { offset: 100 });
  await archiveMonth(options(), may);
  await owner.query(`INSERT INTO logs (topic, log_id, partitions) VALUES ('events', 'l', 1)`);
  await database.transaction((client) => eraseShopper(client, erasureOf('user-7'), []));
  await eraseFromArchives(database, dir);
  const archived = (await linesOf(may)).map(({ event }) => event.purchase?.orderId);
  const stored = (await owner.query<{ id: string }>('SELECT order_id AS id FROM events')).rows.map(({ id }) => id);
  assert.match(stored[0] ?? '', /^erased-[0-9a-f]{64}$/);
  assert.deepEqual([archived[0] === stored[0], archived[1] === stored[0]], [true, false]);
  assert.ok(!archived.includes('A-4712'));
});

test('without an archived month an erased shopper is forgotten by the same run', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  await database.transaction((client) => eraseShopper(client, erasureOf('user-7'), []));
  assert.equal((await owner.query('SELECT FROM archive_erasures')).rowCount, 1);
  assert.equal(await eraseFromArchives(database, dir), 0);
  assert.equal((await owner.query('SELECT FROM archive_erasures')).rowCount, 0);
});

test('sums go when the last event of their month arrived long enough ago, archived or not', async () => {
  await storeEvents(database, eventsOf(mayMs, 10));
  await storeEvents(database, eventsOf(juneMs, 10, cut.getTime()), { offset: 100 });
  const insert = (day: string) =>
    owner.query(
      `INSERT INTO analytics_daily (version, scope, day, placement_id, strategy, partition) SELECT v, 1, $1, '', '', p FROM generate_series(1, 2) v, generate_series(0, 3) p`,
      [day],
    );
  for (const day of ['2024-04-30', '2024-05-01', '2024-05-31', '2024-06-01']) await insert(day);
  await owner.query(
    `INSERT INTO trending_buckets SELECT 1, 1, timestamptz '2024-05-15Z', 'p' || n, 0, 1, 1 FROM generate_series(1, 12000) n`,
  );
  assert.equal(await dropAggregates(database, new Date('2024-05-31T00:00:00Z'), tables), 0, 'May is not over');
  assert.equal(await dropAggregates(database, cut, tables), 12_016);
  const { rows } = await owner.query<{ day: string }>(
    'SELECT DISTINCT day::text AS day FROM analytics_daily ORDER BY 1',
  );
  // April has no row in event_months, since no event of it ever came.
  assert.deepEqual(
    rows.map(({ day }) => day),
    ['2024-04-30', '2024-06-01'],
  );
  await archiveMonth({ ...options(), before: new Date(cut.getTime() + dayMs) }, june);
  assert.equal(await dropAggregates(database, cut, tables), 0);
  assert.equal(await dropAggregates(database, new Date(cut.getTime() + 1), tables), 8);
});

test('the lock of retention is held by one, or shared, and ends with its work', async () => {
  const nested = await withRetentionLock(database, 'shared', async () => [
    await withRetentionLock(database, 'shared', async () => 'read'),
    await withRetentionLock(database, 'exclusive', async () => 'changed'),
  ]);
  assert.deepEqual(nested, ['read', 'busy']);
  await assert.rejects(
    withRetentionLock(database, 'exclusive', async () => {
      throw new Error('on purpose');
    }),
    /on purpose/,
  );
  assert.equal(await withRetentionLock(database, 'exclusive', async () => existsSync(dir)), false);
});

test('the lock of retention outlives the patience with transactions in which nothing is asked', async () => {
  const impatient = openDatabase({
    url: testDatabase.processorUrl,
    max: 2,
    applicationName: 'impatient',
    idleTransactionMs: 100,
  });
  const held = await withRetentionLock(impatient, 'exclusive', async () => {
    await delay(400);
    return withRetentionLock(database, 'shared', async () => 'not held any more');
  });
  assert.equal(held, 'busy');
  const others = impatient.transaction(async (client) => {
    await delay(400);
    await client.query('SELECT 1');
  });
  // Control: any other transaction is rolled back meanwhile.
  await assert.rejects(others, { code: 'database_unavailable' });
  await impatient.close();
});
