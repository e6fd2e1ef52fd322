import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { mergeEvents, type PlacedEvent } from '#stores/events/merge-events.ts';
import { readOrderLines } from '#stores/events/read-order-lines.ts';
import { readUserEvents } from '#stores/experiment-results/read-histories.ts';
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

/** The purchase of an order by the n-th shopper. */
const purchase = (n: number): PlacedEvent => {
  const event = identifiedEvent({ type: 'purchase', userId: `u${n}`, productId: 'mug', timestampMs: startMs + n });
  const bought = { orderId: `o${n}`, priceE4: 10_000n, quantity: 1, currency: null };
  return { offset: BigInt(n), event: { ...event, purchase: bought } };
};

/** Rows of the months of `events` that were read by the work of a transaction: whatever way they were found. */
async function rowsReadBy(client: pg.PoolClient, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const { rows } = await client.query<{ rows: number }>(
      "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::float8 AS rows FROM pg_stat_xact_user_tables WHERE relname LIKE 'events\\_%'",
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
  };
  await database.transaction(async (client) => {
    for (const [name, lookUp] of Object.entries(lookUps)) {
      const rows = await rowsReadBy(client, () => lookUp(client));
      assert.equal(rows, asked, name);
    }
    const all = await rowsReadBy(client, () => client.query('SELECT event_id, product_id, metadata FROM events'));
    assert.ok(all >= stored, `control: rows that are read are counted, ${all}`);
  });
});
