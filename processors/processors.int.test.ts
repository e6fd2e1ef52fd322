import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { advance, claimPartition, FenceLost, registerLog } from '#stores/offsets/offsets.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { rollBackVersion } from '#stores/projections/versions.ts';
import { plainEvent } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { projectionNamed, projections } from './index.ts';
import type { Projection } from './projection.ts';
import { rebuildProjection } from './rebuild/rebuild-projection.ts';
import { type Processors, runProcessors } from './run-processors.ts';

const logger = createSilentLogger();
const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 9, 15, 12);

let folder: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;
let log: EmbeddedLog;
let processors: Processors | null = null;
/** Of a test that needs a database with other limits than the rest. */
let impatient: Database | null = null;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-processors-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  log = await openEmbeddedLog({ dir: mkdtempSync(join(folder, 'log-')), role: 'writer' });
});
afterEach(async () => {
  await processors?.close();
  processors = null;
  await log.close();
  await impatient?.close();
  impatient = null;
  await database.close();
  await owner.close();
  await testDatabase.close();
});

type Sketch = {
  type: ShopEvent['type'];
  userId: string;
  productId: string;
  agoMs: number;
  orderId?: string;
  currency?: string;
};

function sketched({ type, userId, productId, agoMs, orderId, currency }: Sketch): ShopEvent {
  const isRecommendation = type.startsWith('recommendation_');
  const fields = {
    scope: 1,
    type,
    userId,
    productId,
    timestampMs: nowMs - agoMs,
    placementId: isRecommendation ? 'home' : null,
    orderId: orderId ?? null,
    clientEventId: null,
  };
  return plainEvent({
    ...fields,
    id: eventIdentity(fields, (text) => createHash('sha256').update(text).digest()),
    receivedAtMs: nowMs,
    sessionId: 's',
    metadata: '{"a":1}',
    strategy: isRecommendation ? 'trending' : null,
    purchase:
      type === 'purchase'
        ? { orderId: orderId ?? null, priceE4: 25_000n, quantity: 2, currency: currency ?? null }
        : null,
  });
}

const append = (events: readonly ShopEvent[]) =>
  log.append(
    'events',
    events.map((event) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
  );
const start = async () => {
  processors = await runProcessors({ log, database, logger, metrics });
};
const drained = () =>
  waitFor(
    async () => ((await processors?.lag()) ?? []).every(({ lag, state }) => lag === 0 && state !== 'elsewhere'),
    () => 'drained',
  );
const loaderLag = async () => ((await processors?.lag()) ?? []).filter(({ group }) => group === 'loader');
const rows = async <R extends object>(sql: string) => (await owner.query<R & Record<string, unknown>>(sql)).rows as R[];

/** Seeded events of few users and products, so that clicks meet purchases. */
function randomEvents(count: number, seed: number): ShopEvent[] {
  const random = createRandom(seed);
  const types = [
    'product_viewed',
    'recommendation_clicked',
    'purchase',
    'add_to_cart',
    'recommendation_impressed',
  ] as const;
  return Array.from({ length: count }, (_, n) =>
    sketched({
      type: random.pick(types),
      userId: `u${random.between(1, 12)}`,
      productId: `p${random.between(1, 4)}`,
      agoMs: random.between(0, 3 * hourMs),
      orderId: `o${n}`,
    }),
  );
}

/** Every derived table as text, without what depends on arrival. */
const tables = async () =>
  Object.fromEntries(
    await Promise.all(
      ['analytics_daily', 'analytics_quarter_hourly', 'revenue_attributions', 'trending_buckets'].map(async (table) => [
        table,
        (
          await rows<{ row: string }>(
            `SELECT (to_jsonb(t) - 'version')::text AS row FROM ${table} t JOIN projections p ON p.live_version = t.version AND p.name = '${table.startsWith('analytics') ? 'analytics' : table.startsWith('revenue') ? 'attribution' : 'trending'}' ORDER BY 1`,
          )
        ).map(({ row }) => row),
      ]),
    ),
  );

test('once they have joined every partition is in hand, and not before: so a start is announced no sooner', async () => {
  const states = async () => new Set((await processors?.lag())?.map(({ state }) => state));
  await owner.query('BEGIN; LOCK TABLE consumer_offsets IN EXCLUSIVE MODE');
  await start();
  const first = await Promise.race([processors?.joined.then(() => 'joined'), states()]);
  assert.deepEqual(first, new Set(['elsewhere']), 'control: nothing can be claimed yet');
  await owner.query('ROLLBACK');
  await processors?.joined;
  assert.deepEqual(await states(), new Set(['running']));
});

test('duplicates in a batch and in later ones are stored once and counted once', async () => {
  const events = randomEvents(60, 1);
  await append([...events, ...events.slice(0, 20)]);
  await start();
  await append(events);
  await drained();
  const [stored] = await rows<{ count: bigint }>('SELECT count(*) AS count FROM events');
  assert.equal(stored?.count, BigInt(events.length));
  const [counted] = await rows<{ sum: string }>(
    'SELECT sum(product_viewed + add_to_cart + purchase + recommendation_clicked + recommendation_impressed)::text AS sum FROM analytics_daily',
  );
  assert.equal(counted?.sum, String(events.length));
});

test('large batches of all partitions at once are stored as they were sent, none mixed up with another', async () => {
  const metadata = JSON.stringify({ a: 'x'.repeat(3_000) });
  const events = Array.from({ length: 4_000 }, (_, n) => ({
    ...sketched({ type: 'product_viewed', userId: `u${n}`, productId: `p${n}`, agoMs: n }),
    metadata,
  }));
  for (let first = 0; first < events.length; first += 500) await append(events.slice(first, first + 500));
  await start();
  await drained();
  const stored = await rows<{ product_id: string; user_id: string }>('SELECT product_id, user_id FROM events');
  assert.deepEqual(
    stored.map(({ product_id, user_id }) => `${user_id} ${product_id}`).sort(),
    events.map(({ userId, productId }) => `${userId} ${productId}`).sort(),
  );
});

test('shuffled, repeated and cut into batches, the tables are the same as in one piece; and equal to a rebuild', async () => {
  const events = randomEvents(200, 2);
  const random = createRandom(3);
  const shuffled = [...events]
    .map((event) => ({ event, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
  await start();
  for (let first = 0; first < shuffled.length; ) {
    const next = first + random.between(1, 40);
    await append(shuffled.slice(first, next));
    await drained();
    first = next;
  }
  const inPieces = await tables();
  assert.ok((inPieces.revenue_attributions?.length ?? 0) > 5, 'clicks met purchases');
  for (const name of ['analytics', 'attribution', 'trending'] as const)
    await rebuildProjection({ projection: projectionNamed(name), database, log });
  assert.deepEqual(await tables(), inPieces);
  assert.equal(await rollBackVersion(database, 'analytics'), 1);
});

test('a late click moves a purchase to it; revenue is price times quantity, foreign currency is left out', async () => {
  await start();
  await append([
    sketched({ type: 'recommendation_clicked', userId: 'u', productId: 'p', agoMs: 30 * 60_000 }),
    sketched({ type: 'purchase', userId: 'u', productId: 'p', agoMs: 5 * 60_000 }),
  ]);
  await append([
    sketched({ type: 'recommendation_clicked', userId: 'v', productId: 'p', agoMs: hourMs }),
    sketched({ type: 'purchase', userId: 'v', productId: 'p', agoMs: hourMs, currency: 'EUR' }),
  ]);
  await drained();
  await append([sketched({ type: 'recommendation_clicked', userId: 'u', productId: 'p', agoMs: 10 * 60_000 })]);
  await drained();
  const attributed = await rows<{ clicked_at: Date; revenue: string }>(
    `SELECT clicked_at, revenue::text FROM revenue_attributions WHERE user_id = 'u'`,
  );
  assert.deepEqual(
    attributed.map(({ clicked_at, revenue }) => [clicked_at.getTime(), Number(revenue)]),
    [[nowMs - 10 * 60_000, 5]],
  );
  const [sums] = await rows<{ conversions: string; revenue: string; foreign_currency: string }>(
    'SELECT sum(conversions)::text AS conversions, sum(revenue)::text AS revenue, sum(foreign_currency)::text AS foreign_currency FROM analytics_daily',
  );
  assert.deepEqual([sums?.conversions, Number(sums?.revenue), sums?.foreign_currency], ['2', 5, '1']);
});

test('a record that Postgres refuses becomes a dead letter alone; its batch is loaded', async () => {
  const events = randomEvents(30, 4);
  const poisoned = { ...sketched({ type: 'product_viewed', userId: 'u1', productId: 'bad\0id', agoMs: 0 }) };
  await append([...events.slice(0, 15), poisoned, ...events.slice(15)]);
  await log.append('events', [{ key: '1:u1', value: Buffer.from('not Avro') }]);
  await start();
  await drained();
  const letters = await rows<{ reason: string }>('SELECT reason FROM dead_letters ORDER BY reason');
  assert.deepEqual(
    letters.map(({ reason }) => reason),
    ['refused_by_postgres', 'undecodable'],
  );
  const [stored] = await rows<{ count: bigint }>('SELECT count(*) AS count FROM events');
  assert.equal(stored?.count, BigInt(events.length));
});

test('a projection that fails is marked stale and left out; the rest goes on, and a rebuild brings it back', async () => {
  await start();
  await owner.query(`ALTER TABLE trending_buckets ADD CONSTRAINT broken CHECK (product_id <> 'p1') NOT VALID`);
  const events = randomEvents(40, 5);
  await append(events);
  await drained();
  const states = await rows<{ name: string; state: string }>(
    `SELECT name, state FROM projections WHERE state <> 'live'`,
  );
  assert.deepEqual(states, [{ name: 'trending', state: 'stale' }]);
  const [stored] = await rows<{ count: bigint }>('SELECT count(*) AS count FROM events');
  assert.equal(stored?.count, BigInt(events.length));
  await owner.query('ALTER TABLE trending_buckets DROP CONSTRAINT broken');
  await rebuildProjection({ projection: projectionNamed('trending'), database, log });
  const [weights] = await rows<{ sum: string }>(
    `SELECT sum(weight)::text AS sum FROM trending_buckets t JOIN projections p ON p.name = 'trending' AND p.live_version = t.version`,
  );
  const weightOf = {
    product_viewed: 1,
    recommendation_clicked: 2,
    purchase: 5,
    add_to_cart: 3,
    recommendation_impressed: 0,
  } as Record<string, number>;
  assert.equal(
    Number(weights?.sum),
    events.reduce((sum, { type }) => sum + (weightOf[type] ?? 0), 0),
  );
});

test('a projection whose table finds no room on the disk is tried again, and is not stale; its partitions say meanwhile why they fail', async () => {
  await start();
  await drained();
  const standing = async () => (await loaderLag()).map(({ state, reason }) => ({ state, reason }));
  assert.deepEqual(
    new Set((await standing()).map(({ state }) => state)),
    new Set(['running']),
    'control: there is room',
  );
  // A sequence goes on although its transaction is rolled back.
  await owner.query(`CREATE SEQUENCE tries;
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        PERFORM nextval('tries');
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
      END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON trending_buckets FOR EACH ROW EXECUTE FUNCTION no_room()`);
  const events = randomEvents(40, 5);
  await append(events);
  await waitFor(
    async () => (await rows<{ n: number }>('SELECT last_value::int AS n FROM tries'))[0]!.n > 3,
    () => 'it is tried again',
  );
  const failing = (await standing()).filter(({ state }) => state === 'failing');
  assert.ok(failing.length > 0);
  for (const { reason } of failing) assert.match(reason ?? '', /No space left on device/);
  const count = async () => (await rows<{ n: number }>('SELECT count(*)::int AS n FROM events'))[0]?.n;
  assert.ok((await count())! < events.length, 'control: what is not counted is not stored');
  await owner.query('DROP TRIGGER no_room ON trending_buckets');
  await drained();
  assert.equal(await count(), events.length);
  for (const { state, reason } of await standing()) assert.deepEqual([state, reason], ['running', null]);
  assert.deepEqual(await rows(`SELECT name FROM projections WHERE state <> 'live'`), []);
});

test('a projection that finds its transaction ended by Postgres, since the process was frozen, is tried again, and is not stale', async () => {
  const options = { max: 8, applicationName: 'frozen', idleTransactionMs: 2_000 };
  impatient = openDatabase({ url: testDatabase.processorUrl, ...options });
  let frozen = 0;
  /** Nothing runs in this process until Postgres has ended the connection, and what it says of that is read after the next statement is sent. */
  const freeze = (backend: number) => {
    frozen += 1;
    const never = new Int32Array(new SharedArrayBuffer(4));
    while (isRunning(backend)) Atomics.wait(never, 0, 0, 10);
  };
  const freezing = (projection: Projection): Projection => {
    const { follows } = projection;
    if (projection.name !== 'trending' || follows.kind !== 'in_transaction') return projection;
    return {
      ...projection,
      follows: {
        ...follows,
        async apply(client, batch) {
          const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
          if (frozen === 0) freeze(rows[0]?.pid ?? 0);
          return follows.apply(client, batch);
        },
      },
    };
  };
  processors = await runProcessors({
    log,
    database: impatient,
    logger,
    metrics,
    projections: projections.map(freezing),
  });
  const events = randomEvents(40, 5);
  await append(events);
  await drained();
  assert.equal(frozen, 1, 'control: it was frozen');
  assert.deepEqual(await rows(`SELECT name, stale_reason FROM projections WHERE state <> 'live'`), []);
  assert.deepEqual(await rows('SELECT count(*)::int AS n FROM events'), [{ n: events.length }]);
});

/** Whether there is a process with this id, whoever's it is. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Object(error).code === 'EPERM';
  }
}

test('an older owner is refused by the fence, and a claim answers the position', async () => {
  const { logId } = await log.describe('events');
  const number = await registerLog(database, 'events', logId, 4);
  const old = await claimPartition(database, 'loader', 'events', number, 0);
  const hash = Buffer.alloc(32);
  await database.transaction((client) => advance(client, 'loader', 'events', old, 7n, hash));
  const next = await claimPartition(database, 'loader', 'events', number, 0);
  assert.deepEqual([next.nextOffset, next.epoch], [7n, old.epoch + 1n]);
  await assert.rejects(
    database.transaction((client) => advance(client, 'loader', 'events', { ...old, nextOffset: 7n }, 9n, hash)),
    FenceLost,
  );
  // Control: the new owner may, once.
  await database.transaction((client) => advance(client, 'loader', 'events', next, 9n, hash));
  await assert.rejects(
    database.transaction((client) => advance(client, 'loader', 'events', next, 9n, hash)),
    FenceLost,
  );
});

test('connections that are cut again and again, in the middle of anything, lose nothing and count nothing twice', async () => {
  await start();
  const events = randomEvents(3_000, 6).filter((event, n, all) => all.findIndex(({ id }) => id.equals(event.id)) === n);
  let isCutting = true;
  const cutting = (async () => {
    while (isCutting)
      await owner.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'processor' AND pid <> pg_backend_pid()`,
      );
  })();
  for (let first = 0; first < events.length; first += 100) await append(events.slice(first, first + 100));
  isCutting = false;
  await cutting;
  await drained();
  const [stored] = await rows<{ count: bigint }>('SELECT count(*) AS count FROM events');
  assert.equal(stored?.count, BigInt(events.length));
  const [counted] = await rows<{ sum: string }>(
    'SELECT sum(product_viewed + add_to_cart + purchase + recommendation_clicked + recommendation_impressed)::text AS sum FROM analytics_daily',
  );
  assert.equal(counted?.sum, String(events.length));
});

test('an erased shopper is nowhere by name, counters stay, and what they sent before stays known', async () => {
  await start();
  const events = [
    sketched({ type: 'recommendation_clicked', userId: 'ada', productId: 'p', agoMs: hourMs }),
    sketched({ type: 'purchase', userId: 'ada', productId: 'p', agoMs: hourMs, orderId: 'o' }),
  ];
  await append(events);
  await log.append('events', [
    { key: eventKey(1, 'ada'), value: encodeErasure({ scope: 1, userId: 'ada', requestedAtMs: nowMs }) },
  ]);
  await drained();
  await append(events);
  const later = sketched({ type: 'product_viewed', userId: 'ada', productId: 'p', agoMs: 0 });
  await append([later]);
  await drained();
  const stored = await rows<{ user_id: string; metadata: string | null }>(
    'SELECT user_id, metadata FROM events ORDER BY event_time',
  );
  assert.equal(stored.length, 3, 'the duplicates were known, the later one is new');
  assert.ok(stored.slice(0, 2).every(({ user_id, metadata }) => user_id.startsWith('erased-') && metadata === null));
  assert.equal(stored[2]?.user_id, 'ada');
  assert.deepEqual(await rows(`SELECT purchase_id FROM revenue_attributions WHERE user_id = 'ada'`), []);
  const [counted] = await rows<{ purchase: string; conversions: string }>(
    'SELECT sum(purchase)::text AS purchase, sum(conversions)::text AS conversions FROM analytics_daily',
  );
  assert.deepEqual([counted?.purchase, counted?.conversions], ['1', '1']);
});

test('a log that was replaced behind our back stops the partition with a reason', async () => {
  await append(randomEvents(40, 7));
  await start();
  await drained();
  await processors?.close();
  await owner.query(`UPDATE consumer_offsets SET last_record_hash = '\\x00' WHERE topic = 'events'`);
  await start();
  await waitFor(
    async () => (await loaderLag()).every(({ state }) => state === 'stopped'),
    () => 'every partition has stopped',
  );
  for (const { reason } of await loaderLag()) assert.match(reason ?? '', /differs|truncated|replaced/);
});
