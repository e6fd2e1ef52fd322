import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { createRandom } from '#testing/random.ts';
import { waitFor } from '#testing/wait-for.ts';
import type { RowOf } from '../projections/projection-table.ts';
import { writeRows } from '../projections/write-rows.ts';
import { readTopProducts } from './read-top-products.ts';
import { sumClosedDays } from './sum-closed-days.ts';
import { topProductsTable } from './top-products-table.ts';

const now = new Date('2026-03-05T12:00:00Z');
const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'];
const placements = ['', 'cart', 'home'];
const strategies = ['trending', 'unknown'];

let testDatabase: TestDatabase;
let owner: Database;
let database: Database;
before(async () => {
  testDatabase = await openTestDatabase();
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
  database = openDatabase({ url: testDatabase.processorUrl, max: 4, applicationName: 'processor' });
});
after(async () => {
  await database.close();
  await owner.close();
  await testDatabase.close();
});
beforeEach(async () => {
  await owner.query('TRUNCATE top_products, top_products_summed');
  await owner.query(`INSERT INTO projections (name) VALUES ('top_products') ON CONFLICT DO NOTHING`);
});

type Row = RowOf<typeof topProductsTable>;
const rowOf = (change: Partial<Row>): Row => ({
  ...{ scope: 1, day: '2026-03-01', placement_id: 'home', strategy: 'trending', product_id: 'a' },
  ...{ impressions: 1, clicks: 0, conversions: 0, revenue: 0n, foreign_currency: 0 },
  ...change,
});
const write = (partition: number, rows: readonly Row[]) =>
  database.transaction((client) => writeRows(client, topProductsTable, { version: 1, partition }, rows));
const rowsOf = async (table: string) =>
  (await owner.query<{ count: bigint }>(`SELECT count(*) FROM ${table}`)).rows[0]?.count;

/** What is answered for every window of days and every filter. */
async function answers(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [first, from] of days.entries())
    for (const to of days.slice(first))
      for (const placementId of [undefined, ...placements])
        for (const strategy of [undefined, ...strategies]) {
          const window = { from: new Date(from), to: new Date(Date.parse(to) + 86_400_000) };
          const question = { ...window, placementId, strategy, by: 'revenue', limit: 100, offset: 0 } as const;
          found.push(await database.transaction((client) => readTopProducts(client, 1, question)));
        }
  return found;
}

test('rows of days that are over are summed, and every answer stays what it was; so do rows that come late', async () => {
  const random = createRandom(7);
  const some = () =>
    days.flatMap((day) =>
      placements.flatMap((placement_id) =>
        strategies.flatMap((strategy) =>
          ['a', 'b', 'c']
            .filter(() => random.next() < 0.6)
            .map((product_id) => {
              const [impressions, clicks, conversions] = [
                random.between(0, 9),
                random.between(0, 3),
                random.between(-1, 1),
              ];
              const revenue = BigInt(conversions) * 12_345n;
              return rowOf({ day, placement_id, strategy, product_id, impressions, clicks, conversions, revenue });
            }),
        ),
      ),
    );
  await write(0, some());
  await write(3, some());
  const before = await answers();
  await sumClosedDays(database, now);
  assert.deepEqual(await answers(), before);
  const { rows } = await owner.query<{ day: string }>('SELECT DISTINCT day FROM top_products');
  assert.deepEqual(rows, [{ day: '2026-03-05' }], 'the day that is not over stays');

  await write(3, some());
  const withLate = await answers();
  assert.notDeepEqual(withLate, before, 'control: what came late changes answers');
  await sumClosedDays(database, now);
  assert.deepEqual(await answers(), withLate);
  await owner.query('DELETE FROM top_products_summed WHERE summed_over = 2');
  assert.notDeepEqual(await answers(), withLate, 'control: sums over placements are what answers are read from');
});

test('a day is over an hour after midnight (UTC)', async () => {
  await write(0, [rowOf({ day: '2026-03-04' })]);
  await sumClosedDays(database, new Date('2026-03-05T00:59:59Z'));
  assert.equal(await rowsOf('top_products'), 1n);
  await sumClosedDays(database, new Date('2026-03-05T01:00:00Z'));
  assert.deepEqual([await rowsOf('top_products'), await rowsOf('top_products_summed')], [0n, 4n]);
});

test('a day of more rows than one transaction takes is summed whole', async () => {
  await owner.query(
    `INSERT INTO top_products (version, scope, day, placement_id, strategy, product_id, partition, impressions, clicks, conversions, revenue, foreign_currency)
     SELECT 1, 1, '2026-03-01', 'home', 'trending', 'p' || n % 3000, n / 3000, 1, 0, 0, 0.0001, 0 FROM generate_series(0, 44999) AS n`,
  );
  await sumClosedDays(database, now);
  const { rows } = await owner.query(
    `SELECT summed_over, count(*)::int AS products, sum(impressions)::int AS impressions, sum(revenue)::float8 AS revenue FROM top_products_summed GROUP BY 1 ORDER BY 1`,
  );
  const sums = { products: 3_000, impressions: 45_000, revenue: 4.5 };
  assert.deepEqual(
    rows,
    [0, 1, 2, 3].map((summed_over) => ({ summed_over, ...sums })),
  );
  assert.equal(await rowsOf('top_products'), 0n);
});

test('a row that a batch holds stays until it is done; a batch that comes to a row which is being moved makes a new one', async () => {
  await write(0, [rowOf({ product_id: 'a' }), rowOf({ product_id: 'b' })]);
  const batch = await database.pool.connect();
  try {
    await batch.query('BEGIN');
    await writeRows(batch, topProductsTable, { version: 1, partition: 0 }, [rowOf({ product_id: 'a', clicks: 5 })]);
    await sumClosedDays(database, now);
    assert.equal(await rowsOf('top_products'), 1n, 'only the row that the batch holds is left');
    await batch.query('COMMIT');
  } finally {
    batch.release();
  }
  const mover = await owner.pool.connect();
  try {
    await mover.query('BEGIN');
    await sumClosedDays({ ...owner, query: (sql, values) => mover.query(sql, values as unknown[]) }, now);
    const writing = write(0, [rowOf({ product_id: 'a', clicks: 7 })]);
    await waitFor(
      async () =>
        (
          await owner.query(
            `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          )
        ).rowCount === 1,
      () => 'the batch waits for the row',
    );
    await mover.query('COMMIT');
    await writing;
  } finally {
    mover.release();
  }
  assert.equal(await rowsOf('top_products'), 1n);
  const { rows } = await owner.query(
    `SELECT product_id, sum(impressions)::int AS impressions, sum(clicks)::int AS clicks FROM (
       SELECT product_id, impressions, clicks FROM top_products UNION ALL SELECT product_id, impressions, clicks FROM top_products_summed WHERE summed_over = 0) AS t
     GROUP BY 1 ORDER BY 1`,
  );
  assert.deepEqual(rows, [
    { product_id: 'a', impressions: 3, clicks: 12 },
    { product_id: 'b', impressions: 1, clicks: 0 },
  ]);
});
