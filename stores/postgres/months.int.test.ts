import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { type Database, openDatabase } from './database.ts';
import { openMonths } from './months.ts';

let testDatabase: TestDatabase;
let database: Database;
let owner: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.processorUrl, max: 8, applicationName: 'months' });
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 2, applicationName: 'owner' });
});
after(async () => {
  await database.close();
  await owner.close();
  await testDatabase.close();
});

const partitions = async (like: string) =>
  (
    await owner.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'events'::regclass AND inhrelid::regclass::text LIKE $1 ORDER BY 1`,
      [like],
    )
  ).rows.map(({ name }) => name);

const monthsOf = (year: number) => Array.from({ length: 12 }, (_, month) => Date.UTC(year, month, 15));
const isWaiting = async () =>
  (
    await owner.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory' AND query LIKE '%ensure_month%'`,
    )
  ).rowCount === 1;

test('months that several ask for at once are made once', async () => {
  const asking = Array.from({ length: 4 }, () => openMonths(database));
  await Promise.all(asking.map((months) => months.ensure(monthsOf(2019))));
  assert.ok(asking.every((months) => monthsOf(2019).every((ms) => months.isOpen(ms))));
  assert.equal((await partitions('events_2019_%')).length, 12);
});

for (const end of ['COMMIT', 'ROLLBACK'] as const) {
  const year = end === 'COMMIT' ? 2018 : 2017;
  test(`who asks for a month while it is being made waits, also where that ends by ${end}`, async () => {
    const first = await database.pool.connect();
    try {
      await first.query('BEGIN');
      await first.query('SELECT ensure_month($1)', [new Date(Date.UTC(year, 4, 1))]);
      const months = openMonths(database);
      const second = months.ensure([Date.UTC(year, 4, 31)]);
      await waitFor(isWaiting, () => 'the second waits for the first');
      await first.query(end);
      await second;
      assert.equal(months.isOpen(Date.UTC(year, 4, 2)), true);
    } finally {
      first.release();
    }
    assert.deepEqual(await partitions(`events_${year}_%`), [`events_${year}_05`]);
  });
}
