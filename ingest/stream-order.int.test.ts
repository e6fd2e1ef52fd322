import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { decodeEventsRecord } from '#log/codec.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/wait-for.ts';

let testDatabase: TestDatabase;
let owner: pg.Client;
let app: IngestApp;

before(async () => {
  testDatabase = await openTestDatabase();
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  app = await openIngestApp({ databaseUrl: testDatabase.apiUrl });
});
after(async () => {
  await app.remove();
  await owner.end();
  await testDatabase.close();
});

/** The times of a shopper's events on the log, in its order. */
async function timesOf(userId: string): Promise<number[]> {
  const times: number[] = [];
  for (const { partition, low } of (await app.log.describe('events')).partitions) {
    const { records } = await app.log.read('events', partition, low, { maxRecords: 10_000 });
    for (const { value } of records) {
      const record = decodeEventsRecord(value!);
      if (record.kind === 'event' && record.event.userId === userId) times.push(record.event.timestampMs);
    }
  }
  return times;
}

/** Sends lines while Postgres answers nothing of events, and lets it answer once an order among them waits for it. Returns what the stream was answered. */
async function sentWhileOrdersWait(lines: readonly object[]): Promise<string> {
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
  const sending = fetch(`${app.url}/api/v1/events/stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.keys.write}`, 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  await waitFor(
    async () =>
      ((await owner.query(`SELECT FROM pg_locks WHERE relation = 'events'::regclass AND NOT granted`)).rowCount ?? 0) >
      0,
    () => 'the orders are looked up',
  );
  await owner.query('COMMIT');
  return (await sending).text();
}
/** Looked up, so that they reach the log after what was sent behind them, if nothing keeps the order. */
const orders = (from: number) =>
  Array.from({ length: 250 }, (_, n) => ({
    ...{ userId: 'ada', productId: 'mug', timestamp: new Date(from + n).toISOString() },
    ...{ eventType: 'purchase', metadata: { price: 1, quantity: 1, orderId: `o-${from}-${n}` } },
  }));

test("a stream's events are on the log in the order of its lines, also where the first ones wait for Postgres", async () => {
  const from = Date.now() - 10_000;
  const views = Array.from({ length: 1_250 }, (_, n) => ({
    ...{ userId: 'ada', productId: 'mug', eventType: 'product_viewed' },
    timestamp: new Date(from + 250 + n).toISOString(),
  }));
  const lines = [...orders(from), ...views];
  const text = await sentWhileOrdersWait(lines);
  assert.match(text, /"accepted":1500/);
  assert.deepEqual(
    await timesOf('ada'),
    lines.map((_, n) => from + n),
  );
});

test('lines that unfold to many events, of which a later line repeats some, wait for nothing that waits for them', async () => {
  const from = Date.now() - 20_000;
  const items = 20;
  const unfolding = (n: number) => ({
    ...{ client_id: 'bo', user_id: 'bo', timestamp_micros: (from + n) * 1_000 },
    events: [
      { name: 'view_item', params: { items: Array.from({ length: items }, (_, item) => ({ item_id: `p${item}` })) } },
    ],
  });
  const many = Array.from({ length: 250 }, (_, n) => unfolding(n));
  const text = await sentWhileOrdersWait([...orders(from), ...many, unfolding(249)]);
  const { accepted, duplicates } = JSON.parse(text.trim().split('\n').at(-1)!);
  assert.deepEqual([accepted, duplicates], [250 + items * 250, items], text);
});
