import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { catalogKey, encodeCatalogChange, encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog, NewRecord } from '#log/event-log.ts';
import { openKafkaLog } from '#log/kafka/open-kafka-log.ts';
import { topics } from '#log/topics.ts';
import { runProcessors } from '#processors/run-processors.ts';
import { openLiveModels } from '#query-api/live-models/open-live-models.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { eventTypeNames } from '#schemas/events/index.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { plainItem } from '#testing/plain.ts';
import { missingForBroker, openTestBroker } from './kafka-broker.ts';
import { openTestDatabase, type TestDatabase } from './postgres.ts';
import { waitFor } from './product.ts';
import { createRandom } from './random.ts';

/*
 * The same records go through either adapter. Models and tables are a function of the records, so they must come out the same whichever
 * adapter carried them. Both sides get the same records in the same order, in appends of different sizes, with readers that run meanwhile or later.
 */

const skip = missingForBroker() ?? false;
const logger = createSilentLogger();
const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 6, 15, 12);
const partitions = topics.events.partitions;

/** A record with the topic that it goes to; without a partition, its key decides. */
type Placed = NewRecord & { topic: string };

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

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Events of every type, of three scopes, few shoppers and products: clicks meet purchases, orders have several products. */
function randomEvents(count: number, seed: number): ShopEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const type = random.pick(eventTypeNames);
    const isRecommendation = type.startsWith('recommendation_');
    const fields = {
      scope: random.between(1, 3),
      type,
      userId: `shopper-${random.between(1, 10)}`,
      productId: `product-${random.between(1, 6)} ☕"\\`,
      // Most of a few hours, so that clicks meet purchases; some of another month.
      timestampMs: nowMs - random.between(0, random.pick([6, 6, 6, 40 * 24]) * hourMs),
      placementId: isRecommendation ? random.pick(['home', 'cart']) : null,
      orderId: type === 'purchase' ? random.pick([null, `order-${n >> 5}`]) : null,
      clientEventId: random.pick([null, `event-${n}`]),
    };
    return {
      ...fields,
      id: eventIdentity(fields, hash),
      receivedAtMs: nowMs + n,
      sessionId: random.pick([null, 'a', 'b']),
      late: random.pick([true, false]),
      unknownProduct: random.pick([true, false]),
      metadata: random.pick([null, `{"n": ${n}.0,"text":"line\\n\u2028"}`]),
      strategy: isRecommendation ? random.pick([null, 'trending']) : null,
      exposureId: null,
      purchase:
        type === 'purchase'
          ? {
              orderId: fields.orderId,
              priceE4: BigInt(random.between(0, 10_000_000)),
              quantity: random.between(1, 4),
              currency: random.pick([null, 'USD', 'EUR']),
            }
          : null,
    };
  });
}

const recordOf = (event: ShopEvent): Placed => ({
  topic: 'events',
  key: eventKey(event.scope, event.userId),
  value: encodeEvent(event),
});

const erasureOf = (scope: number, userId: string): Placed => ({
  topic: 'events',
  key: eventKey(scope, userId),
  value: encodeErasure({ scope, userId, requestedAtMs: nowMs }),
});

/** Records that must become dead letters: no Avro, an empty value, an unknown schema, a record cut short, a text that Postgres refuses. */
function malformed(event: ShopEvent): Placed[] {
  const whole = encodeEvent(event);
  // With an identity of its own: a batch that has an event twice never shows the second one to Postgres.
  const unstorable = { ...event, productId: 'no\0text' };
  const stranger = Buffer.from(whole);
  stranger.writeUInt32BE(4_711, 1);
  const values = [
    Buffer.from('not Avro'),
    Buffer.alloc(0),
    null,
    stranger,
    whole.subarray(0, whole.length - 3),
    encodeEvent({ ...unstorable, id: eventIdentity({ ...unstorable, orderId: null }, hash) }),
  ];
  return [
    ...values.map((value) => ({ topic: 'events', key: eventKey(event.scope, event.userId), value })),
    { topic: 'events', key: 'a key without a scope ☕', value: Buffer.from([0, 1, 2]) },
    { topic: 'catalog', key: '1:broken', value: Buffer.from('not Avro') },
    { topic: 'catalog', key: 'no scope', value: null },
  ];
}

/** Changes of few products, refused ones among them, and tombstones, as a purge writes them. */
function catalogChanges(count: number, seed: number): Placed[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const [scope, productId] = [random.between(1, 3), `product-${random.between(1, 15)}`];
    const key = catalogKey(scope, productId);
    if (n % 11 === 0) return { topic: 'catalog', key, value: null };
    const op = random.pick(['create', 'put', 'delete'] as const);
    const item: CatalogChange['item'] =
      op === 'delete'
        ? null
        : plainItem({
            productId,
            name: `name ${n}`,
            category: random.pick(['a', 'a > b', 'c']),
            priceE4: BigInt(n) * 9_999n,
            currency: random.pick([null, 'EUR']),
            description: random.pick([null, 'words']),
            attributes: { n },
            available: n % 5 !== 0,
          });
    const createdAtMs = op === 'delete' ? null : random.pick([null, nowMs + n, nowMs - 1_000 * n]);
    const value = encodeCatalogChange({ scope, productId, op, item, receivedAtMs: nowMs + n, createdAtMs });
    return { topic: 'catalog', key, value };
  });
}

/** All records in one order: duplicates near and far, an erasure in the middle with events of its shopper on both sides, changes in between. */
function allRecords(): Placed[] {
  const events = randomEvents(1_200, 1);
  const erased = events.find(({ type }) => type === 'purchase') ?? assert.fail('no purchase');
  const kept = events.find(({ userId }) => userId !== erased.userId) ?? assert.fail('a single shopper');
  const records = events.map(recordOf);
  const sent = [
    ...records.slice(0, 500),
    ...records.slice(450, 500),
    // The erasure takes the dead letters of its own shopper, and leaves the other's.
    ...malformed(erased),
    ...malformed(kept),
    erasureOf(erased.scope, erased.userId),
    ...records.slice(500),
    ...records.slice(0, 300),
    erasureOf(9, 'nobody'),
  ];
  const changes = catalogChanges(150, 2);
  return sent.flatMap((record, n) => (n % 12 === 0 ? [record, ...changes.splice(0, 1)] : [record])).concat(changes);
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

/**
 * Every table that is made of the log, with the columns that may differ: when it was written, its number here, and the number of the log,
 * for which the topic stands instead.
 */
const tables: Record<string, readonly string[]> = {
  events: [],
  erasures: ['at', 'pseudonym', 'user_id'],
  dead_letters: ['at', 'dead_letter_id'],
  consumer_offsets: ['epoch', 'updated_at'],
  catalog_items: [],
  catalog_outcomes: ['at'],
  analytics_daily: [],
  analytics_quarter_hourly: [],
  trending_buckets: [],
  revenue_attributions: [],
  cooccurrences: [],
  model_snapshots: ['at'],
  projections: ['updated_at'],
  projection_positions: [],
  event_months: ['created_at'],
};
const hasLog = ['events', 'erasures', 'dead_letters', 'consumer_offsets', 'catalog_items', 'catalog_outcomes'];

/** A pseudonym, which is random; bytes are hexadecimal in JSON, and those of a checkpoint have pseudonyms in them. */
const pseudonyms = new RegExp(`erased-[0-9a-f-]{36}|${Buffer.from('erased-').toString('hex')}(?:[0-9a-f]{2}){36}`, 'g');

/** Rows as JSON, sorted; pseudonyms are left out. */
async function rowsOf({ database }: Side, table: string): Promise<string[]> {
  const isOfLog = [...hasLog, 'model_snapshots', 'projection_positions'].includes(table);
  const { rows } = await database.query<{ row: string }>(
    isOfLog
      ? `SELECT (to_jsonb(t) - 'log' - $1::text[] || jsonb_build_object('of', l.topic))::text AS row FROM ${table} t JOIN logs l USING (log)`
      : `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${table} t`,
    [tables[table]],
  );
  return rows.map(({ row }) => row.replaceAll(pseudonyms, 'erased')).sort();
}

async function tablesOf(side: Side): Promise<Record<string, string[]>> {
  const all = await Promise.all(Object.keys(tables).map(async (table) => [table, await rowsOf(side, table)]));
  return Object.fromEntries(all);
}

/** Returns the names of the tables that differ between the two sides. */
async function differingTables(): Promise<string[]> {
  const [one, other] = [await tablesOf(embedded), await tablesOf(kafka)];
  return Object.keys(tables).filter((table) => JSON.stringify(one[table]) !== JSON.stringify(other[table]));
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

  const [expected, found] = [await tablesOf(embedded), await tablesOf(kafka)];
  for (const table of Object.keys(tables)) assert.deepEqual(found[table], expected[table], table);
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
    recordOf({
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
