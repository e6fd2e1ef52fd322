import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { eventIdentity } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { encodeErasure, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { plainEvent } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { runRetention } from './retention/run-retention.ts';
import { type Processors, runProcessors } from './run-processors.ts';

const logger = createSilentLogger();
const shopper = 'ada-lovelace';
const nowMs = Date.UTC(2026, 9, 15, 12);
const minuteMs = 60_000;

let folder: string;
let testDatabase: TestDatabase;
let owner: Database;
let database: Database;
let log: EmbeddedLog;
let processors: Processors;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-erasure-'));
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'processor' });
  log = await openEmbeddedLog({ dir: join(folder, 'log'), role: 'writer' });
  await start();
});
afterEach(async () => {
  await processors.close();
  await log.close();
  await database.close();
  await owner.close();
  await testDatabase.close();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
  processors = await runProcessors({ log, database, logger, metrics });
}
const drained = () =>
  waitFor(
    async () => (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running'),
    () => 'drained',
  );
/** A stop writes the checkpoint of co-occurrence. */
async function restart(): Promise<void> {
  await drained();
  await processors.close();
  await start();
}

function eventOf(type: ShopEvent['type'], productId: string, agoMs: number, userId = shopper): ShopEvent {
  const isClick = type === 'recommendation_clicked';
  const fields = {
    scope: 1,
    type,
    userId,
    productId,
    timestampMs: nowMs - agoMs,
    placementId: isClick ? 'home' : null,
    orderId: null,
    clientEventId: `${userId}-${agoMs}`,
  };
  return plainEvent({
    ...fields,
    id: eventIdentity(fields, (text) => createHash('sha256').update(text).digest()),
    receivedAtMs: nowMs,
    sessionId: `session of ${userId}`,
    metadata: JSON.stringify({ userId }),
    strategy: isClick ? 'trending' : null,
    purchase: type === 'purchase' ? { orderId: null, priceE4: 10_000n, quantity: 1, currency: null } : null,
  });
}
const append = (events: readonly ShopEvent[]) =>
  log.append(
    'events',
    events.map((event) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
  );
const erase = (userId: string) =>
  log.append('events', [
    { key: eventKey(1, userId), value: encodeErasure({ scope: 1, userId, requestedAtMs: nowMs }) },
  ]);

/** Every table with a row in which the shopper's id stands, as text or within bytes. */
async function tablesThatName(userId: string): Promise<string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
  );
  const naming: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await owner.query(
      `SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`,
      [userId, Buffer.from(userId).toString('hex')],
    );
    if (rowCount !== 0) naming.push(name);
  }
  return naming;
}
const letterReasons = async () =>
  (await owner.query<{ reason: string }>('SELECT reason FROM dead_letters ORDER BY "offset"')).rows.map(
    ({ reason }) => reason,
  );

test('an erased shopper is named in no table: neither in rows, nor in dead letters, nor in checkpoints', async () => {
  await append([
    eventOf('recommendation_clicked', 'p1', 9 * minuteMs),
    eventOf('purchase', 'p1', 8 * minuteMs),
    eventOf('product_viewed', 'refused\0', 7 * minuteMs),
  ]);
  await log.append('events', [{ key: eventKey(1, shopper), value: Buffer.from(`not Avro: ${shopper}`) }]);
  await append([eventOf('product_viewed', 'refused\0', 0, 'grace-hopper')]);
  await restart();
  assert.deepEqual(
    await tablesThatName(shopper),
    ['dead_letters', 'events', 'model_snapshots', 'revenue_attributions'],
    'control: she is found where she is',
  );
  await erase(shopper);
  await restart();
  const deps = { database, archiveDir: join(folder, 'archive'), logger };
  await runRetention({ ...deps, eventRetentionDays: 'forever', aggregateRetentionDays: 'forever' }, nowMs);
  assert.deepEqual(await tablesThatName(shopper), []);
  assert.deepEqual(await letterReasons(), ['refused_by_postgres'], "another shopper's letter stays");
});

test('a dead letter that came after the erasure stays', async () => {
  await append([eventOf('product_viewed', 'refused\0', minuteMs)]);
  await erase(shopper);
  await log.append('events', [{ key: eventKey(1, shopper), value: Buffer.from('not Avro') }]);
  await drained();
  assert.deepEqual(await letterReasons(), ['undecodable']);
});

test('what a shopper buys after an erasure is another order, as a rebuild says too', async () => {
  await append([eventOf('purchase', 'p1', 8 * minuteMs)]);
  await erase(shopper);
  await append([eventOf('purchase', 'p2', 7 * minuteMs), eventOf('purchase', 'p3', 6 * minuteMs)]);
  await restart();
  const { rows } = await owner.query('SELECT product_id, partners FROM cooccurrences ORDER BY 1');
  assert.deepEqual(rows, [
    { product_id: 'p1', partners: [] },
    { product_id: 'p2', partners: [{ productId: 'p3', orders: 1 }] },
    { product_id: 'p3', partners: [{ productId: 'p2', orders: 1 }] },
  ]);
});
