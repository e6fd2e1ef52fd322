import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import { catalogKey, encodeCatalogChange, encodeEvent, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import type { EventLog } from '#log/event-log.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { waitFor } from '#testing/product.ts';
import { createRandom } from '#testing/random.ts';
import { openLiveCatalog } from './open-live-catalog.ts';
import { type LiveModels, openLiveModels } from './open-live-models.ts';

const types = ['product_viewed', 'product_clicked', 'purchase', 'recommendation_impressed'] as const;
const drainMs = 10_000;

let dir: string;
let log: EmbeddedLog;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-models-'));
  log = await openEmbeddedLog({ dir: join(dir, 'log'), role: 'writer', synchronous: 'off' });
});
afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true });
});

function eventsOf(seed: number, count: number): ShopEvent[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, n) => {
    const type = random.pick(types);
    const id = Buffer.alloc(16);
    id.writeUInt32BE(seed, 0);
    id.writeUInt32BE(n + 1, 12);
    return plainEvent({
      id,
      scope: random.between(1, 2),
      type,
      userId: `shopper-${random.between(1, 30)}`,
      productId: `product-${random.between(1, 20)}`,
      timestampMs: Date.UTC(2026, 0, 1) + random.between(0, 48 * 3_600_000),
      sessionId: random.pick([null, 'a', 'b']),
      purchase:
        type === 'purchase'
          ? { orderId: random.pick([null, `order-${n >> 2}`]), priceE4: 1n, quantity: 1, currency: null }
          : null,
    });
  });
}

/** In appends of so many. */
async function append(events: readonly ShopEvent[], size: number): Promise<void> {
  for (let at = 0; at < events.length; at += size)
    await log.append(
      'events',
      events
        .slice(at, at + size)
        .map((event) => ({ key: eventKey(event.scope, event.userId), value: encodeEvent(event) })),
    );
}

const open = (name: string, from: EventLog = log): Promise<LiveModels> =>
  openLiveModels({
    log: from,
    snapshotDir: join(dir, name),
    logger: createSilentLogger(),
    onLost: (error) => assert.fail(String(error)),
  });

async function caughtUp(models: LiveModels): Promise<LiveModels> {
  await waitFor(
    async () => (await models.lag()).every(({ lag }) => lag === 0),
    () => 'models at the end of the log',
    drainMs,
    5,
  );
  return models;
}

const bytesIn = (name: string) =>
  readdirSync(join(dir, name))
    .filter((file) => file.endsWith('.snapshot'))
    .sort()
    .map((file) => readFileSync(join(dir, name, file)).toString('latin1'));

test('a shard is the same bytes for any batch size and restart', async () => {
  const events = eventsOf(1, 600);
  const live = await open('as it came');
  const restarted = await open('restarted');
  await append(events.slice(0, 250), 7);
  await (await caughtUp(restarted)).close();
  await append(events.slice(250), 90);
  await (await caughtUp(live)).close();
  await (await caughtUp(await open('restarted'))).close();
  await (await caughtUp(await open('at once'))).close();
  const expected = bytesIn('at once');
  assert.equal(expected.length, 4);
  assert.deepEqual(bytesIn('as it came'), expected);
  assert.deepEqual(bytesIn('restarted'), expected);
});

test('what the log held when they were opened and is not in them yet is told, and what comes later is not', async () => {
  await append(eventsOf(7, 600), 100);
  const gate = Promise.withResolvers<void>();
  const slowLog: EventLog = {
    ...log,
    tail: (topic, from, onBatch, options) =>
      log.tail(topic, from, (batch) => gate.promise.then(() => onBatch(batch)), options),
  };
  const models = await open('unread', slowLog);
  assert.equal(models.unread(), 600);
  gate.resolve();
  await caughtUp(models);
  assert.equal(models.unread(), 0);
  await append(eventsOf(8, 50), 50);
  assert.equal(models.unread(), 0);
  await (await caughtUp(models)).close();
  const again = await open('unread');
  assert.equal(again.unread(), 0, 'the snapshot has them');
  await again.close();
});

test('what a start has to read of the log is in snapshots once it is read, long before these are due', async () => {
  await append(eventsOf(9, 600), 100);
  const models = await openLiveModels({
    ...{ log, snapshotDir: join(dir, 'read-up'), logger: createSilentLogger(), snapshotEveryMs: 3_600_000 },
    onLost: (error) => assert.fail(String(error)),
  });
  assert.equal(models.snapshotAgeSeconds(), null, 'control: there is none');
  await waitFor(
    async () => bytesIn('read-up').length === 4,
    () => 'a snapshot of each partition',
    drainMs,
  );
  await models.close();
});

test('a catalog is open when it has what the log held', async () => {
  const change = {
    scope: 1,
    productId: 'p',
    op: 'put',
    receivedAtMs: 1,
    createdAtMs: null,
    item: plainItem(),
  } as const;
  await log.append('catalog', [{ key: catalogKey(1, 'p'), value: encodeCatalogChange(change) }]);
  const gate = Promise.withResolvers<void>();
  const slowLog: EventLog = {
    ...log,
    tail: (topic, from, onBatch, options) =>
      log.tail(topic, from, (batch) => gate.promise.then(() => onBatch(batch)), options),
  };
  let isOpen = false;
  const opening = openLiveCatalog({ log: slowLog, logger: createSilentLogger(), onLost: () => {} }).then((live) => {
    isOpen = true;
    return live;
  });
  const other = await openLiveCatalog({ log, logger: createSilentLogger(), onLost: () => {} });
  assert.equal(other.catalog.has(1, 'p'), true);
  assert.equal(isOpen, false, 'control: it is not open before it has read');
  gate.resolve();
  const live = await opening;
  assert.equal(live.catalog.has(1, 'p'), true);
  await Promise.all([live.close(), other.close()]);
});

test('control: another order of the same events is other bytes', async () => {
  const events = eventsOf(2, 200);
  await append(events, 50);
  await (await caughtUp(await open('one'))).close();
  await log.close();
  log = await openEmbeddedLog({ dir: join(dir, 'other log'), role: 'writer', synchronous: 'off' });
  await append([...events].reverse(), 50);
  await (await caughtUp(await open('other'))).close();
  const bodies = (name: string) => bytesIn(name).map((bytes) => bytes.slice(bytes.indexOf('\n')));
  assert.notDeepEqual(bodies('other'), bodies('one'));
});

test('a snapshot of another log, or one that is damaged, is left alone and the log read again', async () => {
  await append(eventsOf(3, 200), 50);
  await (await caughtUp(await open('right'))).close();
  const expected = bytesIn('right');
  await log.close();
  log = await openEmbeddedLog({ dir: join(dir, 'new log'), role: 'writer', synchronous: 'off' });
  cpSync(join(dir, 'right'), join(dir, 'wrong'), { recursive: true });
  const models = await caughtUp(await open('wrong'));
  assert.equal(models.version(1) + models.version(2), 0);
  await models.close();
  assert.deepEqual(bytesIn('right'), expected);
});

test('a scope that was dropped has nothing left, neither in memory nor in the next snapshot', async () => {
  await append(eventsOf(4, 100), 100);
  const models = await caughtUp(await open('dropped'));
  await models.close();
  const again = await caughtUp(await open('dropped'));
  assert.ok((await again.shardsOf(1)).length > 0, 'control: the snapshot has it');
  await again.drop(1);
  assert.deepEqual(await again.shardsOf(1), []);
  assert.ok((await again.shardsOf(2)).length > 0);
  await again.close();
  const last = await open('dropped');
  assert.deepEqual(await last.shardsOf(1), []);
  assert.ok((await last.shardsOf(2)).length > 0);
  await last.close();
});
