import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { plainEvent } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { eraseShopper } from '../events/erase-shopper.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { dropExposures } from './drop-exposures.ts';
import { mergeExposures } from './merge-exposures.ts';
import { nameStrategiesShown } from './name-strategies-shown.ts';
import { readExposures } from './read-exposures.ts';

const servedAtMs = Date.UTC(2026, 2, 1, 12);
let testDatabase: TestDatabase;
let processor: Database;
let api: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  processor = openDatabase({ url: testDatabase.processorUrl, max: 2, applicationName: 'processor' });
  api = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'api' });
});
beforeEach(() => processor.query('DELETE FROM exposures'));
after(async () => {
  await processor.close();
  await api.close();
  await testDatabase.close();
});

const oddIds = ['mug ☕', 'a "pan", {red}', 'back\\slash\\', 'NULL', "it's\n", ' '];
const exposureOf = (n: number, change: Partial<Exposure> = {}): Exposure => ({
  id: Buffer.from(`019ca9450a008ef8a16eedca77d5${n.toString(16).padStart(4, '0')}`, 'hex'),
  scope: 1,
  requestId: `request-${n}`,
  userId: 'ada',
  servedAtMs: servedAtMs + n,
  placementId: 'home',
  strategy: 'trending',
  isFallback: false,
  arm: null,
  productIds: oddIds,
  question: '{"limit":2}',
  versions: '{"model":"7"}',
  propensity: null,
  ...change,
});
const placed = (exposures: readonly Exposure[], offset = 0) =>
  exposures.map((exposure, n) => ({ offset: BigInt(offset + n), exposure }));
const merge = (exposures: readonly Exposure[], offset = 0, log = 1) =>
  processor.transaction((client) => mergeExposures(client, log, 0, placed(exposures, offset)));
const offsetsOf = (found: readonly { offset: bigint }[]) => found.map(({ offset }) => Number(offset));

test('an exposure is stored once, and read back by its request as it was', async () => {
  const arm = { experimentId: '7d6f1f9e-7c52-4b53-9f1c-2f3a5ad2c0de', variant: 'variant' } as const;
  const exposures = [exposureOf(1, { arm, propensity: 0.25, isFallback: true }), exposureOf(2)];
  assert.deepEqual(offsetsOf(await merge([...exposures, exposures[0]!])), [0, 1]);
  assert.deepEqual(offsetsOf(await merge(exposures, 10)), []);
  const { exposures: stored, total } = await readExposures(api, [1], 'request-1');
  assert.deepEqual([stored.length, total], [1, 1]);
  assert.deepEqual(stored[0], {
    scope: 1,
    exposureId: '019ca945-0a00-8ef8-a16e-edca77d50001',
    requestId: 'request-1',
    userId: 'ada',
    servedAt: new Date(servedAtMs + 1),
    placementId: 'home',
    strategy: 'trending',
    isFallback: true,
    experimentId: arm.experimentId,
    variant: 'variant',
    productIds: oddIds,
    question: { limit: 2 },
    versions: { model: '7' },
    propensity: 0.25,
  });
  assert.deepEqual(await readExposures(api, [2], 'request-1'), { exposures: [], total: 0 });
});

test('of an answer that showed nothing the empty list is kept', async () => {
  await merge([exposureOf(1, { productIds: [] })]);
  assert.deepEqual((await readExposures(api, [1], 'request-1')).exposures[0]?.productIds, []);
});

const shownEvent = (change: Partial<ShopEvent> = {}) =>
  plainEvent({ type: 'recommendation_clicked', userId: 'ada', placementId: 'home', ...change });
const strategyAt = async (offset: bigint, change: Partial<ShopEvent> = {}, log = 1) => {
  const [named] = await processor.transaction((client) =>
    nameStrategiesShown(client, log, [{ offset, event: shownEvent(change) }]),
  );
  return named?.event.strategy;
};

test('a click that names no strategy has that of the last exposure on its placement before it', async () => {
  await merge([exposureOf(1), exposureOf(2, { strategy: 'collaborative' })], 5);
  await merge([exposureOf(3, { strategy: 'content_based', placementId: 'cart' })], 7);
  assert.equal(await strategyAt(6n), 'trending');
  assert.equal(await strategyAt(7n), 'collaborative');
  assert.equal(await strategyAt(8n), 'collaborative');
  assert.equal(await strategyAt(0n, {}, 2), 'collaborative', 'an earlier log is before');
});

test('control: before the first exposure, of another shopper, placement or scope there is none; its own strategy stays', async () => {
  await merge([exposureOf(1)], 5);
  assert.equal(await strategyAt(5n), null);
  assert.equal(await strategyAt(6n, { userId: 'bob' }), null);
  assert.equal(await strategyAt(6n, { placementId: 'cart' }), null);
  assert.equal(await strategyAt(6n, { scope: 2 }), null);
  assert.equal(await strategyAt(6n, { strategy: 'from the token' }), 'from the token');
});

test('an erased shopper is in no exposure, and what was too old is dropped', async () => {
  await merge([exposureOf(1), exposureOf(2, { userId: 'bob' })]);
  await processor.transaction((client) =>
    eraseShopper(client, { log: 1, partition: 0, offset: 9n, key: '1:ada', scope: 1, userId: 'ada' }, []),
  );
  const texts = await processor.query<{ text: string }>('SELECT x::text AS text FROM exposures x');
  assert.equal(texts.rows.filter(({ text }) => text.includes('ada')).length, 0);
  assert.equal(texts.rows.filter(({ text }) => text.includes('bob')).length, 1, 'control');
  assert.equal(await dropExposures(processor, new Date(servedAtMs + 2)), 1);
  assert.equal((await processor.query('SELECT FROM exposures')).rowCount, 1);
});
