import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { readOutcomes } from '#stores/catalog/read-outcomes.ts';
import { mergeEvents, type PlacedEvent } from '#stores/events/merge-events.ts';
import { readOrderLines } from '#stores/events/read-order-lines.ts';
import { readEntries } from '#stores/experiment-results/read-entries.ts';
import { readUserEvents } from '#stores/experiment-results/read-histories.ts';
import { readUserRows } from '#stores/experiment-results/user-rows.ts';
import { createCopyWriter } from '#stores/postgres/binary-copy.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openMonths } from '#stores/postgres/months.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { identifiedEvent } from '#testing/running-processors.ts';
import { readTouches } from './attribution/read-touches.ts';

const startMs = Date.UTC(2026, 2, 1, 12);
const stored = 2_000;
const asked = 10;

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

/** A database whose questions are asked in this transaction, where what they read is counted. */
const within = (client: pg.PoolClient): Pick<Database, 'query'> => ({
  query: <R extends pg.QueryResultRow>(sql: string, parameters: readonly unknown[] = []) =>
    client.query<R>(sql, [...parameters]),
});

/** The purchase of an order by the n-th shopper. */
const purchase = (n: number): PlacedEvent => {
  const event = identifiedEvent({ type: 'purchase', userId: `u${n}`, productId: 'mug', timestampMs: startMs + n });
  const bought = { orderId: `o${n}`, priceE4: 10_000n, quantity: 1, currency: null };
  return { offset: BigInt(n), event: { ...event, purchase: bought } };
};

/** Rows of the tables of such a name that were read by the work of a transaction, whatever way they were found. */
async function rowsReadBy(client: pg.PoolClient, tables: string, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const { rows } = await client.query<{ rows: number }>(
      'SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::float8 AS rows FROM pg_stat_xact_user_tables WHERE relname LIKE $1',
      [tables],
    );
    return rows[0]?.rows ?? Number.NaN;
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

test('what a batch looks up in `events` are the rows of its shoppers, while the table was never analysed too', async () => {
  const events = Array.from({ length: stored }, (_, n) => purchase(n));
  await database.transaction((client) => mergeEvents(client, createCopyWriter(), 1, 0, events));
  const some = events.slice(0, asked);
  const shoppers = some.map(({ event: { scope, userId } }) => ({ scope, userId }));
  const currencyOf = async () => 'EUR';
  const lookUps = {
    orders: (client: pg.PoolClient) =>
      readOrderLines(
        client,
        some.map(({ event }) => event),
      ),
    touches: (client: pg.PoolClient) => readTouches(client, 2, 0, some),
    histories: (client: pg.PoolClient) => readUserEvents(client, shoppers, ['purchase'], startMs, currencyOf),
    duplicates: (client: pg.PoolClient) => mergeEvents(client, createCopyWriter(), 1, 0, [...some, purchase(stored)]),
  };
  await database.transaction(async (client) => {
    for (const [name, lookUp] of Object.entries(lookUps)) {
      const rows = await rowsReadBy(client, 'events\\_%', () => lookUp(client));
      assert.ok(rows >= asked && rows <= 3 * asked, `${name}: ${rows}`);
    }
    const all = await rowsReadBy(client, 'events\\_%', () =>
      client.query('SELECT event_id, product_id, metadata FROM events'),
    );
    assert.ok(all >= stored, `control: rows that are read are counted, ${all}`);
  });
});

test('what a batch looks up of users of experiments, and a request of what became of its changes, are their rows alone', async () => {
  const experimentId = '018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f';
  await database.query(
    `INSERT INTO experiment_users (version, scope, experiment_id, user_id, partition, variant, entered_at, is_crossover, impressions, clicks, conversions, revenue, activity, revenue_bucket)
     SELECT 1, 1, $1, 'u' || n, 0, 'A', now(), false, 1, 0, 0, 0, 0, 0 FROM generate_series(1, $2::int) AS n`,
    [experimentId, stored],
  );
  await database.query("INSERT INTO logs (topic, log_id, partitions) VALUES ('catalog', 'a log', 1)");
  await database.query(
    "INSERT INTO catalog_outcomes (log, partition, \"offset\", outcome) SELECT log, 0, n, 'created' FROM logs, generate_series(1, $1::int) AS n WHERE log_id = 'a log'",
    [stored],
  );
  const users = Array.from({ length: asked }, (_, n) => ({ scope: 1, experimentId, userId: `u${n + 1}` }));
  const positions = users.map((_, n) => ({ partition: 0, offset: BigInt(n + 1) }));
  await database.transaction(async (client) => {
    const lookUps = {
      rows: ['experiment\\_users', () => readUserRows(client, 1, users)],
      entries: ['experiment\\_users', async () => [...(await readEntries(client, 1, users)).keys()]],
      outcomes: ['catalog\\_outcomes', () => readOutcomes(within(client), 'a log', positions)],
    } as const;
    for (const [name, [table, lookUp]] of Object.entries(lookUps)) {
      let found = 0;
      const rows = await rowsReadBy(client, table, async () => {
        found = (await lookUp()).filter((one) => one !== undefined).length;
      });
      assert.deepEqual([found, rows], [asked, asked], name);
    }
  });
});
