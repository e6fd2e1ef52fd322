import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { eventKey } from '#log/codec.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { identifiedEvent, openRunningProcessors, type RunningProcessors } from '#testing/running-processors.ts';
import { runRetention } from './retention/run-retention.ts';

const shopper = 'ada-lovelace';
const orderId = 'order-4711';
const nowMs = Date.UTC(2026, 9, 15, 12);
const minuteMs = 60_000;

let running: RunningProcessors;

beforeEach(async () => {
  running = await openRunningProcessors();
});
afterEach(() => running.close());

const eventOf = (type: ShopEvent['type'], productId: string, agoMs: number, userId = shopper) =>
  identifiedEvent({
    type,
    userId,
    productId,
    timestampMs: nowMs - agoMs,
    clientEventId: `${userId}-${agoMs}`,
    sessionId: `session of ${userId}`,
    metadata: JSON.stringify({ userId }),
  });

/** Every table with a row in which the shopper's id stands, as text or within bytes. */
async function tablesThatName(userId: string): Promise<string[]> {
  const { rows: tables } = await running.owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
  );
  const naming: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await running.owner.query(
      `SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`,
      [userId, Buffer.from(userId).toString('hex')],
    );
    if (rowCount !== 0) naming.push(name);
  }
  return naming;
}
const letterReasons = async () =>
  (await running.owner.query<{ reason: string }>('SELECT reason FROM dead_letters ORDER BY "offset"')).rows.map(
    ({ reason }) => reason,
  );

test('an erased shopper is named in no table: neither in rows, nor in dead letters, nor in checkpoints', async () => {
  await running.append([
    eventOf('recommendation_clicked', 'p1', 9 * minuteMs),
    eventOf('purchase', 'p1', 8 * minuteMs),
    {
      ...eventOf('purchase', 'p2', 6 * minuteMs),
      purchase: { orderId, priceE4: 10_000n, quantity: 1, currency: null },
    },
    eventOf('product_viewed', 'refused\0', 7 * minuteMs),
  ]);
  await running.log.append('events', [{ key: eventKey(1, shopper), value: Buffer.from(`not Avro: ${shopper}`) }]);
  await running.append([eventOf('product_viewed', 'refused\0', 0, 'grace-hopper')]);
  await running.restart();
  assert.deepEqual(
    await tablesThatName(shopper),
    ['dead_letters', 'events', 'model_snapshots', 'revenue_attributions'],
    'control: she is found where she is',
  );
  assert.deepEqual(await tablesThatName(orderId), ['events', 'model_snapshots']);
  await running.erase(shopper);
  await running.restart();
  const deps = {
    database: running.database,
    archiveDir: join(running.folder, 'archive'),
    logger: createSilentLogger(),
  };
  await runRetention({ ...deps, eventRetentionDays: 'forever', aggregateRetentionDays: 'forever' }, nowMs);
  assert.deepEqual(await tablesThatName(shopper), []);
  assert.deepEqual(
    await tablesThatName(orderId),
    ['model_snapshots'],
    'orders are told apart in counts that name nobody, until newer ones have pushed them out',
  );
  assert.deepEqual(await letterReasons(), ['refused_by_postgres'], "another shopper's letter stays");
});

test('a dead letter that came after the erasure stays', async () => {
  await running.append([eventOf('product_viewed', 'refused\0', minuteMs)]);
  await running.erase(shopper);
  await running.log.append('events', [{ key: eventKey(1, shopper), value: Buffer.from('not Avro') }]);
  await running.drained();
  assert.deepEqual(await letterReasons(), ['undecodable']);
});

test('what a shopper buys after an erasure is another order, as a rebuild says too', async () => {
  await running.append([eventOf('purchase', 'p1', 8 * minuteMs)]);
  await running.erase(shopper);
  await running.append([eventOf('purchase', 'p2', 7 * minuteMs), eventOf('purchase', 'p3', 6 * minuteMs)]);
  await running.restart();
  const { rows } = await running.owner.query('SELECT product_id, partners FROM cooccurrences ORDER BY 1');
  assert.deepEqual(rows, [
    { product_id: 'p1', partners: [] },
    { product_id: 'p2', partners: [{ productId: 'p3', orders: 1 }] },
    { product_id: 'p3', partners: [{ productId: 'p2', orders: 1 }] },
  ]);
});
