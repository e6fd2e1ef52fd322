import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { createRandom } from '#testing/random.ts';
import { waitFor } from '#testing/wait-for.ts';
import type { RowOf } from '../projections/projection-table.ts';
import { writeRows } from '../projections/write-rows.ts';
import { readTopProducts } from './read-top-products.ts';
import { sumTopProducts } from './sum-top-products.ts';
import { topProductsTable } from './top-products-table.ts';

const now = new Date('2026-03-05T12:00:00Z');
/** The last one but one is not over, and the clock of a shopper was ahead on the last. */
const days = ['2026-01-20', '2026-02-14', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
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
  await owner.query('TRUNCATE top_products, top_products_summed, top_products_summed_blocks');
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
async function answers(at = now): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [first, from] of days.entries())
    for (const to of days.slice(first))
      for (const placementId of [undefined, ...placements])
        for (const strategy of [undefined, ...strategies]) {
          const window = { from: new Date(from), to: new Date(Date.parse(to) + 86_400_000) };
          const question = { ...window, placementId, strategy, by: 'revenue', limit: 100, offset: 0 } as const;
          for (const productId of [undefined, 'a'])
            found.push(
              await database.transaction((client) => readTopProducts(client, 1, { ...question, productId }, at)),
            );
        }
  return found;
}

test('rows are summed by day, and by blocks of days that are over, and every answer stays what it was; so do rows that come late', async () => {
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
  await sumTopProducts(database, now);
  assert.deepEqual(await answers(), before);
  assert.equal(await rowsOf('top_products'), 0n);
  const { rows } = await owner.query<{ day: string }>('SELECT DISTINCT day FROM top_products_summed ORDER BY day');
  assert.deepEqual(
    rows.map(({ day }) => day),
    ['2026-03-05', '2026-03-06'],
    'days that are not over stay',
  );

  await write(3, some());
  const withLate = await answers();
  assert.notDeepEqual(withLate, before, 'control: what came late changes answers');
  await sumTopProducts(database, now);
  assert.deepEqual(await answers(), withLate);
  const later = new Date('2026-04-20T12:00:00Z');
  await sumTopProducts(database, later);
  assert.equal(await rowsOf('top_products_summed'), 0n);
  assert.deepEqual(await answers(later), withLate, 'and once the last day is over');
  assert.notDeepEqual(
    await answers(),
    withLate,
    'control: a window that has not ended is read to the end of the blocks',
  );

  const wholes = await owner.query<{ sums: string }>(
    `SELECT span, string_agg(concat_ws(' ', summed_over, placement_id, strategy, product_id, i, c, v, r), ',' ORDER BY summed_over, placement_id, strategy, product_id) AS sums
     FROM (SELECT span, summed_over, placement_id, strategy, product_id, sum(impressions) AS i, sum(clicks) AS c, sum(conversions) AS v, sum(revenue) AS r
           FROM top_products_summed_blocks GROUP BY 1, 2, 3, 4, 5) AS t GROUP BY span`,
  );
  assert.equal(wholes.rows.length, 6);
  assert.equal(new Set(wholes.rows.map(({ sums }) => sums)).size, 1, 'blocks of each span are the whole');
  await owner.query('DELETE FROM top_products_summed_blocks WHERE span = 32 AND summed_over = 2');
  assert.notDeepEqual(
    await answers(later),
    withLate,
    'control: long blocks over placements are what answers are read from',
  );
});

test('short and long pages of each figure are the same, from whichever place on', async () => {
  const random = createRandom(8);
  const products = Array.from({ length: 300 }, (_, n) => `p${n}`);
  const some = (day: string) =>
    products.map((product_id) =>
      rowOf({
        day,
        product_id,
        impressions: random.between(0, 20),
        clicks: random.between(0, 5),
        revenue: BigInt(random.between(0, 9)),
      }),
    );
  await write(0, some('2026-03-03'));
  await sumTopProducts(database, now);
  await write(0, some('2026-03-05'));
  for (const by of ['impressions', 'clicks', 'conversions', 'revenue'] as const) {
    const asked = { from: new Date('2026-03-01'), to: new Date('2026-03-06'), by };
    const read = (limit: number, offset: number) =>
      database.transaction((client) => readTopProducts(client, 1, { ...asked, limit, offset }, now));
    const all = await read(1_000, 0);
    assert.ok(all.length > 250);
    assert.deepEqual(await read(20, 100), all.slice(100, 120));
    assert.deepEqual(await read(200, 200), all.slice(200));
  }
});

test('a day is over an hour after midnight (UTC)', async () => {
  await write(0, [rowOf({ day: '2026-03-04' })]);
  await sumTopProducts(database, new Date('2026-03-05T00:59:59Z'));
  assert.deepEqual([await rowsOf('top_products_summed'), await rowsOf('top_products_summed_blocks')], [4n, 0n]);
  await sumTopProducts(database, new Date('2026-03-05T01:00:00Z'));
  assert.deepEqual([await rowsOf('top_products_summed'), await rowsOf('top_products_summed_blocks')], [0n, 24n]);
});

test('a day of more rows than one transaction takes is summed whole', async () => {
  await owner.query(
    `INSERT INTO top_products (version, scope, day, placement_id, strategy, product_id, partition, impressions, clicks, conversions, revenue, foreign_currency)
     SELECT 1, 1, '2026-03-01', 'home', 'trending', 'p' || n % 3000, n / 3000, 1, 0, 0, 0.0001, 0 FROM generate_series(0, 44999) AS n`,
  );
  await sumTopProducts(database, now);
  const { rows } = await owner.query(
    `SELECT summed_over, count(*)::int AS products, sum(impressions)::int AS impressions, sum(revenue)::float8 AS revenue FROM top_products_summed_blocks
     WHERE span = 1 GROUP BY 1 ORDER BY 1`,
  );
  const sums = { products: 3_000, impressions: 45_000, revenue: 4.5 };
  assert.deepEqual(
    rows,
    [0, 1, 2, 3].map((summed_over) => ({ summed_over, ...sums })),
  );
  assert.deepEqual([await rowsOf('top_products'), await rowsOf('top_products_summed')], [0n, 0n]);
});

test('a row that a batch holds stays until it is done; a batch that comes to a row which is being moved makes a new one', async () => {
  await write(0, [rowOf({ product_id: 'a' }), rowOf({ product_id: 'b' })]);
  const batch = await database.pool.connect();
  try {
    await batch.query('BEGIN');
    await writeRows(batch, topProductsTable, { version: 1, partition: 0 }, [rowOf({ product_id: 'a', clicks: 5 })]);
    await sumTopProducts(database, now);
    assert.equal(await rowsOf('top_products'), 1n, 'only the row that the batch holds is left');
    await batch.query('COMMIT');
  } finally {
    batch.release();
  }
  const mover = await owner.pool.connect();
  try {
    await mover.query('BEGIN');
    await sumTopProducts({ ...owner, query: (sql, values) => mover.query(sql, values as unknown[]) }, now);
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
       SELECT product_id, impressions, clicks FROM top_products UNION ALL SELECT product_id, impressions, clicks FROM top_products_summed_blocks WHERE summed_over = 0 AND span = 32) AS t
     GROUP BY 1 ORDER BY 1`,
  );
  assert.deepEqual(rows, [
    { product_id: 'a', impressions: 3, clicks: 12 },
    { product_id: 'b', impressions: 1, clicks: 0 },
  ]);
});
