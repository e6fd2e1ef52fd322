import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { LogError } from '#log/event-log.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { markStale, registerProjections } from '#stores/projections/versions.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/wait-for.ts';
import { createReadiness, type ReadinessKeeper } from './readiness.ts';

let dir: string;
let log: EmbeddedLog;
let testDatabase: TestDatabase;
let database: Database;
const keepers: ReadinessKeeper[] = [];
let described: string[];
let nowMs = 0;
let unread: number;
let dropped = { count: 0, isRecent: false };
let refusal: LogError | null = null;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'recomengine-readiness-'));
  log = await openEmbeddedLog({ dir, role: 'writer', synchronous: 'off' });
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.apiUrl, max: 1, applicationName: 'readiness-test' });
  unread = 0;
  dropped = { count: 0, isRecent: false };
  refusal = null;
  described = [];
});
afterEach(async () => {
  for (const keeper of keepers.splice(0)) keeper.close();
  await database.close();
  await testDatabase.close();
  await log.close();
  rmSync(dir, { recursive: true });
});

function open(needed: 'log' | 'models', hasProcessors = false, parentPid: number | null = null): ReadinessKeeper {
  const keeper = createReadiness({
    database,
    log: {
      ...log,
      describe(topic) {
        described.push(topic);
        return log.describe(topic);
      },
    },
    refusal: () => refusal,
    tails: async (describe) => {
      await describe('events');
      return [{ topic: 'events', partition: 0, position: 0n, lag: unread }];
    },
    unreadByModels: () => unread,
    hasProcessors,
    parentPid,
    needed,
    droppedExposures: () => dropped,
    snapshotAgeSeconds: () => null,
    metrics: createMetrics(),
    redisState: async () => null,
    now: () => nowMs,
  });
  keepers.push(keeper);
  return keeper;
}

test('until the models have read the log a query API is not ready, and a server that takes events is, and says so', async () => {
  const [queryApi, server] = [open('models'), open('log')];
  unread = 7;
  const waiting = await queryApi.report({ isNow: true });
  assert.equal(waiting.status, 'unready');
  assert.match(waiting.parts.models?.detail ?? '', /^7 events of the log are not in the models yet/);
  assert.equal(waiting.lag['models/events/0'], 7);
  assert.equal((await server.report({ isNow: true })).status, 'degraded');
  unread = 0;
  assert.deepEqual(
    [(await queryApi.report({ isNow: true })).status, (await server.report({ isNow: true })).status],
    ['ready', 'ready'],
  );
});

test('without its log a query API goes on, and a server that takes events is not ready; no lag is told', async () => {
  const [queryApi, server] = [open('models'), open('log')];
  assert.deepEqual(
    [(await queryApi.report({ isNow: true })).status, (await server.report({ isNow: true })).status],
    ['ready', 'ready'],
    'control',
  );
  await log.close();
  const [degraded, unready] = [await queryApi.report({ isNow: true }), await server.report({ isNow: true })];
  assert.deepEqual([degraded.status, unready.status], ['degraded', 'unready']);
  assert.deepEqual([degraded.parts.log?.state, degraded.lag], ['down', {}]);
});

test('a log that can be read and takes no appends is down, with what it says: its disk may be full', async () => {
  const [queryApi, server] = [open('models'), open('log')];
  assert.equal((await server.report({ isNow: true })).parts.log?.state, 'up', 'control');
  refusal = new LogError('disk_full', "the log's disk is full");
  const [degraded, unready] = [await queryApi.report({ isNow: true }), await server.report({ isNow: true })];
  assert.deepEqual([degraded.status, unready.status], ['degraded', 'unready']);
  assert.deepEqual(unready.parts.log, { state: 'down', detail: "the log's disk is full" });
  assert.equal(unready.lag['models/events/0'], 0, 'lag is told: it can be read');
});

test('processors that cannot store what they read are down with the cause, told once however many partitions have it, until they can', async () => {
  const keeper = open('log', true);
  const told = async (state: string, reason: string | null) => {
    const positions = [0, 1, 2, 3].map((partition) => ({
      ...{ group: 'loader', topic: 'events', partition, next: '0', state, reason },
    }));
    keeper.hear({ kind: 'positions', from: 1, positions });
    const { status, parts } = await keeper.report({ isNow: true });
    return [status, parts.processors];
  };
  assert.deepEqual(await told('running', null), ['ready', { state: 'up' }], 'control: there is room');
  const detail = 'loader cannot store what it has read, and tries again: No space left on device.';
  assert.deepEqual(await told('failing', 'No space left on device'), ['degraded', { state: 'down', detail }]);
  assert.deepEqual(await told('running', null), ['ready', { state: 'up' }]);
});

test('processors that fall silent are down after three seconds, wherever the clock of the day is set to', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 30) });
  const keeper = open('log', true);
  keeper.hear({
    ...{ kind: 'positions', from: 1 },
    positions: [{ group: 'loader', topic: 'events', partition: 0, next: '0', state: 'running', reason: null }],
  });
  const stateOf = async () => (await keeper.report({ isNow: true })).parts.processors?.state;
  context.mock.timers.setTime(Date.UTC(2027, 0, 1));
  nowMs += 3_000;
  assert.equal(await stateOf(), 'up', 'control');
  context.mock.timers.setTime(Date.UTC(2025, 0, 1));
  nowMs += 1;
  assert.equal(await stateOf(), 'down');
});

test('a parent that falls silent is told from processors that do: what these report passes through it', async () => {
  const keeper = open('log', true, 4711);
  const partsOf = async () => (await keeper.report({ isNow: true })).parts;
  nowMs += 3_000;
  keeper.hear({ kind: 'parent' });
  nowMs += 3_000;
  const silent = { state: 'down', detail: 'the processors do not answer' };
  assert.deepEqual((await partsOf()).processors, silent, 'control: the parent is there');
  nowMs += 1;
  const { processors } = await partsOf();
  assert.equal(processors?.state, 'degraded');
  assert.match(processors?.detail ?? '', /^The parent process 4711, .* does not answer: it is not known whether/);
  keeper.hear({ kind: 'parent' });
  assert.deepEqual((await partsOf()).processors, silent, 'it is there again');
});

test('however many ask, the log is asked once for each topic in a second; who asks for now is told of now', async () => {
  const keeper = open('log');
  const positions = [0, 1, 2, 3].map((partition) => ({
    ...{ group: 'loader', topic: 'events', partition, next: '0', state: 'running', reason: null },
  }));
  keeper.hear({ kind: 'positions', from: 1, positions });
  const reports = await Promise.all(Array.from({ length: 50 }, () => keeper.report()));
  assert.deepEqual(described, ['events']);
  assert.deepEqual(Object.keys(reports[0]?.lag ?? {}), ['models/events/0', ...[0, 1, 2, 3].map((n) => `loader/${n}`)]);
  unread = 3;
  nowMs += 999;
  assert.equal((await keeper.report()).lag['models/events/0'], 0, 'as it was a second ago');
  assert.equal((await keeper.report({ isNow: true })).lag['models/events/0'], 3);
  assert.deepEqual(described, ['events', 'events']);
  unread = 4;
  nowMs += 1_000;
  assert.equal((await keeper.report()).lag['models/events/0'], 4);
});

test('answers that were dropped in the last minute are told, and nobody is sent elsewhere for it', async () => {
  const keeper = open('models');
  assert.equal((await keeper.report({ isNow: true })).parts.exposures?.state, 'up', 'control');
  dropped = { count: 12, isRecent: true };
  const report = await keeper.report({ isNow: true });
  assert.equal(report.status, 'degraded');
  assert.match(report.parts.exposures?.detail ?? '', /^12 answers to shoppers were not recorded/);
});

test('a projection that follows no new events is told, with the command that builds it again', async () => {
  const owner = openDatabase({ url: testDatabase.ownerUrl, max: 1, applicationName: 'readiness-owner' });
  await registerProjections(owner, ['usage', 'trending']);
  const keeper = open('models');
  assert.equal((await keeper.report({ isNow: true })).parts.projections?.state, 'up', 'control');
  await markStale(owner, 'usage', 'it threw');
  await owner.close();
  await waitFor(
    async () => (await keeper.report({ isNow: true })).parts.projections?.state === 'degraded',
    () => 'usage to be told',
  );
  const { status, parts } = await keeper.report({ isNow: true });
  assert.deepEqual(
    [status, parts.projections?.detail],
    ['degraded', 'usage is stale (it threw): recomengine rebuild usage'],
  );
});
