import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import { mergeEvents } from '#stores/events/merge-events.ts';
import { mergeExposures } from '#stores/exposures/merge-exposures.ts';
import { createCopyWriter } from '#stores/postgres/binary-copy.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openMonths } from '#stores/postgres/months.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { createFoldBatch } from './fold-batch.ts';
import { projections } from './index.ts';
import { createTenantCurrencies } from './tenant-currencies.ts';

const startMs = Date.UTC(2026, 2, 1, 12);
const batches = 10;
/** A second of a busy shop in ten batches: 20,000 events, and an answer for each 20 of them. */
const eventsOfBatch = 2_000;
const answersOfBatch = 100;
/**
 * Of what events write. Recording may cost ingestion 5 % of its CPU, of which Postgres has less than half (docs/benchmarks.md): this is 3.5 % of it, and leaves the rest to the server.
 */
const mostShare = 0.1;
const types = [
  'product_viewed',
  'product_viewed',
  'product_viewed',
  'product_clicked',
  'add_to_cart',
  'recommendation_impressed',
  'recommendation_clicked',
  'purchase',
] as const;
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

let testDatabase: TestDatabase;
let database: Database;
before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.processorUrl, max: 1, applicationName: 'loader' });
  await openMonths(database).ensure([startMs]);
});
after(async () => {
  await database.close();
  await testDatabase.close();
});

/** Bytes of the write-ahead log that the one connection has caused so far: work that a busy machine does not change. */
async function walBytes(): Promise<number> {
  await database.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await database.query<{ bytes: number }>(
    'SELECT wal_bytes::float8 AS bytes FROM pg_stat_get_backend_wal(pg_backend_pid())',
  );
  return rows[0]?.bytes ?? Number.NaN;
}
async function costOf(work: (client: pg.PoolClient, batch: number) => Promise<unknown>) {
  const before = await walBytes();
  let statements = 0;
  for (let batch = 0; batch < batches; batch += 1)
    await database.transaction(async (client) => {
      const query = client.query.bind(client) as (...of: unknown[]) => unknown;
      client.query = ((...of: unknown[]) => {
        statements += 1;
        return query(...of);
      }) as typeof client.query;
      try {
        await work(client, batch);
      } finally {
        client.query = query as typeof client.query;
      }
    });
  return { bytes: (await walBytes()) - before, statements };
}

const folds = projections.flatMap(({ follows }) => (follows.kind === 'in_transaction' ? [follows] : []));
const currencies = createTenantCurrencies();
const writer = createCopyWriter();

async function loadEvents(client: pg.PoolClient, batch: number): Promise<void> {
  const placed = Array.from({ length: eventsOfBatch }, (_, m) => {
    const n = batch * eventsOfBatch + m;
    const of = { userId: `u${n % 4_001}`, productId: `p${(n * 7) % 1_009}`, timestampMs: startMs + n };
    return { offset: BigInt(n), event: identifiedEvent({ ...of, type: types[n % types.length]! }) };
  });
  const fresh = await mergeEvents(client, writer, 1, 0, placed);
  assert.equal(fresh.length, eventsOfBatch);
  const toFold = createFoldBatch(client, { log: 1, partition: 0 }, fresh, async () => [], currencies);
  for (const { apply } of folds) await apply(client, { ...toFold, version: 1 });
}

const answersOf = (batch: number, products: number) =>
  Array.from({ length: answersOfBatch }, (_, m) => {
    const n = batch * answersOfBatch + m;
    const key = {
      scope: 1,
      requestId: `request-${products}-${n}`,
      placementId: 'home',
      userId: `u${n}`,
      servedAtMs: startMs + n,
    };
    const exposure: Exposure = {
      ...{
        ...key,
        id: exposureIdOf(key, sha256),
        strategy: 'collaborative',
        isFallback: false,
        arm: null,
        propensity: null,
      },
      productIds: Array.from({ length: products }, (_, p) => `p${n + p}`),
      ...{ question: '{"limit":8}', versions: '{"model":"1","catalog":"1","config":"1"}' },
    };
    return { offset: BigInt(n), exposure };
  });

test('an answer for each 20 events writes a tenth more to Postgres at most, in one statement a batch', async () => {
  const events = await costOf(loadEvents);
  const answers = await costOf((client, batch) => mergeExposures(client, 1, 0, answersOf(batch, 8)));
  const control = await costOf((client, batch) => mergeExposures(client, 1, 0, answersOf(batch, 500)));
  assert.equal(answers.statements, batches);
  assert.ok(answers.bytes < mostShare * events.bytes, `${answers.bytes} of ${events.bytes} bytes`);
  assert.ok(
    control.bytes > mostShare * events.bytes,
    `control, answers that are much larger: ${control.bytes} of ${events.bytes} bytes`,
  );
});
