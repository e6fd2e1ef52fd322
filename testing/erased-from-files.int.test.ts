import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { encodeErasure, eventKey } from '#log/codec.ts';
import { type EmbeddedLog, openEmbeddedLog } from '#log/embedded/open-embedded-log.ts';
import { runRetention } from '#processors/retention/run-retention.ts';
import { type Processors, runProcessors } from '#processors/run-processors.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { migrate } from '#stores/postgres/migrate.ts';
import { scrubDatabase } from '#stores/postgres/scrub.ts';
import { recordOf } from './facts.ts';
import { filesWith } from './files-with.ts';
import { identifiedEvent } from './running-processors.ts';
import { waitFor } from './wait-for.ts';

const shopper = 'ada-lovelace-4711';
const password = 'of this test';
const logger = createSilentLogger();
const month = 31 * 86_400_000;
let folder: string;
let postgres: EmbeddedPostgres;
let owner: Database;
let database: Database;
let log: EmbeddedLog;
let processors: Processors;

/** A log that closes small segments, and looks at them when it is opened. */
const openLog = (retentionMs: number | null) =>
  openEmbeddedLog({
    dir: join(folder, 'log'),
    role: 'writer',
    topics: { events: { partitions: 1, retentionMs }, catalog: { partitions: 1, retentionMs: null, compacted: true } },
    segmentBytes: 4_000,
    tidyMs: 20,
    compaction: { minAgeMs: 0 },
  });
const start = async () => {
  const metrics = { observeBatch: () => {}, countDeadLetter: () => {}, countFenced: () => {} };
  processors = await runProcessors({ log, database, logger, metrics });
};
const drained = () =>
  waitFor(
    async () => (await processors.lag()).every(({ lag, state }) => lag === 0 && state === 'running'),
    () => 'drained',
  );

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-erased-files-'));
  const settings = { min_wal_size: '32MB', shared_buffers: '32MB' };
  postgres = await startEmbeddedPostgres({ dataDir: folder, password, database: 'shop', settings });
  await migrate({ ownerUrl: postgres.ownerUrl, processorPassword: password, apiPassword: password });
  owner = openDatabase({ url: postgres.ownerUrl, max: 1, applicationName: 'owner', statementTimeoutMs: 120_000 });
  database = openDatabase({ url: postgres.urlFor('processor', password), max: 8, applicationName: 'processor' });
  log = await openLog(null);
  await start();
});
after(async () => {
  await processors.close();
  await log.close();
  await database.close();
  await owner.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
});

const eventsOf = (userId: string, atMs: number) =>
  Array.from({ length: 60 }, (_, n) =>
    identifiedEvent({
      type: n % 5 === 0 ? 'purchase' : 'product_viewed',
      userId,
      productId: `p${n % 7}`,
      timestampMs: atMs + n * 1_000,
      sessionId: `session of ${userId}`,
      metadata: JSON.stringify({ userId }),
    }),
  );

test('after the stated times and a scrub no file of the data folder names an erased shopper', async () => {
  const nowMs = Date.now();
  for (const [userId, atMs] of [
    [shopper, nowMs - 4 * month],
    ['bob', nowMs - 4 * month],
    [shopper, nowMs - 60_000],
    ['bob', nowMs - 60_000],
  ] as const)
    await log.append('events', eventsOf(userId, atMs).map(recordOf));
  await log.append('events', [{ key: eventKey(1, shopper), value: Buffer.from(`not Avro: ${shopper}`) }]);
  await drained();
  const retention = {
    database,
    archiveDir: join(folder, 'archive'),
    logger,
    aggregateRetentionDays: 'forever',
  } as const;
  const archived = await runRetention({ ...retention, eventRetentionDays: 90 }, nowMs + month);
  assert.ok(archived !== 'busy' && archived.archived.length > 0 && archived.failures.length === 0);
  await owner.query('CHECKPOINT');
  const before = filesWith(folder, shopper);
  for (const part of ['log/events/', 'postgres/base/', 'postgres/pg_wal/'])
    assert.ok(
      before.some((name) => name.startsWith(part)),
      `control: she is found in ${part}`,
    );

  await log.append('events', [
    { key: eventKey(1, shopper), value: encodeErasure({ scope: 1, userId: shopper, requestedAtMs: nowMs }) },
  ]);
  await log.append('events', eventsOf('bob', nowMs).map(recordOf));
  await drained();
  const followed = await runRetention({ ...retention, eventRetentionDays: 'forever' }, nowMs);
  assert.ok(followed !== 'busy' && followed.erasedEvents === 60, 'the archives follow');
  await waitFor(
    async () => filesWith(join(folder, 'log'), shopper).length <= 1,
    () => 'her records are out of the log, but for the erasure',
  );
  await processors.close();
  assert.ok(
    filesWith(folder, shopper).length > 0,
    'control: without scrub and retention of the log she is still found',
  );
  // The retention of the log passes.
  await log.close();
  log = await openLog(0);
  await scrubDatabase(owner);
  await waitFor(
    async () => filesWith(join(folder, 'log'), shopper).length === 0,
    () => 'the erasure has gone too',
  );
  assert.deepEqual(filesWith(folder, shopper), []);
  const { rows } = await owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM events WHERE user_id = 'bob'`,
  );
  assert.equal(rows[0]?.count, 120, 'all else is there');
});
