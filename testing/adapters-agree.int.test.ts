import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import { topics } from '#log/topics.ts';
import { runProcessors } from '#processors/run-processors.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { missingForBroker, openTestBroker } from './kafka-broker.ts';
import { allRecords, type Placed, randomEvents, recordOfEvent } from './mixed-records.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';
import { waitFor } from './product.ts';
import { tablesOfLog } from './tables-of-log.ts';

/*
 * The same records go through either adapter. Models and tables are a function of the records, so they must come out the same whichever
 * adapter carried them. Both sides get the same records in the same order, in appends of different sizes, with readers that run meanwhile or later.
 */

const skip = missingForBroker() ?? false;
const logger = createSilentLogger();
const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
const partitions = topics.events.partitions;

/** One adapter with all that reads it: a database and folders of snapshots of its own. */
type Side = {
  log: EventLog;
  dir: string;
  database: Database;
  /** The readers that follow the log now; null if there are none. */
  readers: { caughtUp(): Promise<void>; close(): Promise<void> } | null;
};

let dir: string;
let embedded: Side;
let kafka: Side;
const closing: (() => Promise<unknown>)[] = [];

before(async () => {
  if (skip !== false) return;
  dir = mkdtempSync(join(tmpdir(), 'recomengine-adapters-'));
  const broker = await openTestBroker();
  closing.push(broker.stop);
  // As `cli/open-broker-log.ts` has it: a broker compacts by key alone.
  const onBroker = { ...topics, catalog: { ...topics.catalog, compacted: false } };
  const ends = { brokers: broker.brokers, clientId: 'agree', topicPrefix: `${randomUUID()}.`, topics: onBroker };
  kafka = await openSide('kafka', await openKafkaLog(ends));
  embedded = await openSide('embedded', await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer' }));
});
after(async () => {
  for (const side of [embedded, kafka]) await side?.readers?.close();
  for (const close of closing.reverse()) await close();
  if (dir !== undefined) rmSync(dir, { recursive: true });
});

async function openSide(name: string, log: EventLog): Promise<Side> {
  closing.push(() => log.close());
  const testDatabase: TestDatabase = await openTestDatabase();
  const database = openDatabase({ url: testDatabase.ownerUrl, max: 8, applicationName: name });
  closing.push(testDatabase.close, () => database.close());
  return { log, dir: join(dir, name), database, readers: null };
}

/** Appends the records, `size` at a time, each append to a single topic; resolves once all of them are durable. */
async function append({ log }: Side, records: readonly Placed[], size: number): Promise<void> {
  for (const topic of Object.keys(topics)) {
    const own = records.filter((record) => record.topic === topic);
    for (let at = 0; at < own.length; at += size) await log.append(topic, own.slice(at, at + size));
  }
}

/** Processors on the side's database, and serving models with their snapshots in this folder of it. */
async function read(side: Side, snapshots: string): Promise<void> {
  const { log, database } = side;
  const processors = await runProcessors({ log, database, logger, metrics });
  const models = await openLiveModels({
    log,
    snapshotDir: join(side.dir, snapshots),
    logger,
    onLost: (error) => assert.fail(String(error)),
  });
  side.readers = {
    caughtUp: () =>
      waitFor(
        async () =>
          (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running') &&
          (await models.lag()).every(({ lag }) => lag === 0),
        () => 'everything that was appended is read',
      ),
    async close() {
      side.readers = null;
      await processors.close();
      await models.close();
    },
  };
}

async function readToTheEnd(side: Side, snapshots: string): Promise<void> {
  if (side.readers === null) await read(side, snapshots);
  await side.readers?.caughtUp();
  await side.readers?.close();
}

/** The shards by partition as their snapshots have them, each behind its position. The log's id, which differs, is in the header alone. */
function shardsIn({ dir: of }: Side, snapshots: string): Buffer[] {
  const folder = join(of, snapshots);
  const files = readdirSync(folder).filter((name) => name.endsWith('.snapshot'));
  return files.sort().map((name) => {
    const file = readFileSync(join(folder, name));
    const end = file.indexOf(10);
    const { partition, nextOffset } = JSON.parse(file.toString('utf8', 0, end));
    return Buffer.concat([Buffer.from(`${partition} to ${nextOffset}: `), file.subarray(end + 1)]);
  });
}

/** Returns the names of the tables that differ between the two sides. */
async function differingTables(): Promise<string[]> {
  const [one, other] = [await tablesOfLog(embedded.database), await tablesOfLog(kafka.database)];
  return Object.keys(one).filter((table) => JSON.stringify(one[table]) !== JSON.stringify(other[table]));
}

function assertSameShards(expected: readonly Buffer[], found: readonly Buffer[], what: string): void {
  assert.equal(expected.length, partitions);
  assert.deepEqual(
    found.map((shard, n) => expected[n]?.equals(shard)),
    expected.map(() => true),
    what,
  );
}

test('the same records through either adapter give the same bytes a shard and the same tables', { skip }, async () => {
  const records = allRecords();
  const half = records.length >> 1;
  // Readers follow this side while records come in, except for a while in the middle.
  await read(embedded, 'as it came');
  await append(embedded, records.slice(0, half), 7);
  await embedded.readers?.close();
  await append(embedded, records.slice(half), 90);
  await readToTheEnd(embedded, 'as it came');
  // Readers of this side come later, and stop half way.
  await append(kafka, records.slice(0, half), 250);
  await readToTheEnd(kafka, 'in two');
  await append(kafka, records.slice(half), 31);
  await readToTheEnd(kafka, 'in two');

  const positionsOf = async ({ log }: Side) =>
    Promise.all(Object.keys(topics).map(async (topic) => (await log.describe(topic)).partitions));
  assert.deepEqual(await positionsOf(kafka), await positionsOf(embedded), 'the same offsets');
  const shards = shardsIn(embedded, 'as it came');
  assertSameShards(shards, shardsIn(kafka, 'in two'), 'kafka, read with a stop');
  await readToTheEnd(kafka, 'at once');
  assertSameShards(shards, shardsIn(kafka, 'at once'), 'kafka, from the begin in one go');
  await readToTheEnd(embedded, 'at once');
  assertSameShards(shards, shardsIn(embedded, 'at once'), 'embedded, from the begin in one go');

  const [expected, found] = [await tablesOfLog(embedded.database), await tablesOfLog(kafka.database)];
  for (const table of Object.keys(expected)) assert.deepEqual(found[table], expected[table], table);
  const filled = ['events', 'erasures', 'dead_letters', 'catalog_items', 'revenue_attributions', 'cooccurrences'];
  for (const table of [
    ...filled,
    'analytics_daily',
    'analytics_quarter_hourly',
    'trending_buckets',
    'catalog_outcomes',
  ])
    assert.ok((expected[table]?.length ?? 0) > 0, `control: ${table} has rows`);
  const reasons = new Set(expected.dead_letters?.map((row) => (JSON.parse(row) as { reason: string }).reason));
  assert.deepEqual([...reasons].sort(), ['refused_by_postgres', 'undecodable']);
});

test('the catalogs that are served are the same, in the same order', { skip }, async () => {
  const catalogOf = async ({ log }: Side) => {
    const models = await openLiveModels({
      log,
      snapshotDir: join(dir, 'none'),
      logger,
      onLost: (error) => assert.fail(String(error)),
    });
    try {
      await waitFor(
        async () => (await models.lag()).every(({ lag }) => lag === 0),
        () => 'the catalog is read',
      );
      return [1, 2, 3].map((scope) => [...models.catalog.items(scope)]);
    } finally {
      await models.close();
    }
  };
  const expected = await catalogOf(embedded);
  assert.ok(expected.every((items) => items.length > 0));
  assert.deepEqual(await catalogOf(kafka), expected);
});

test('control: one more event through one of them is other bytes and other tables, until the other has it as well', {
  skip,
}, async () => {
  const [event] = randomEvents(1, 3);
  const more = [
    recordOfEvent({
      ...event!,
      type: 'product_viewed',
      purchase: null,
      placementId: null,
      strategy: null,
      exposureId: null,
    }),
  ];
  await append(kafka, more, 1);
  await readToTheEnd(kafka, 'at once');
  const before = shardsIn(embedded, 'at once');
  assert.equal(shardsIn(kafka, 'at once').filter((shard, n) => !before[n]?.equals(shard)).length, 1);
  assert.deepEqual(await differingTables(), [
    'events',
    'consumer_offsets',
    'analytics_daily',
    'analytics_quarter_hourly',
    'trending_buckets',
    'model_snapshots',
  ]);
  await append(embedded, more, 1);
  await readToTheEnd(embedded, 'at once');
  assertSameShards(shardsIn(embedded, 'at once'), shardsIn(kafka, 'at once'), 'both have it');
  assert.deepEqual(await differingTables(), []);
});
