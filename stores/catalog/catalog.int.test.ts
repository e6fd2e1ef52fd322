import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { readFacets } from './read-facets.ts';
import { readItem, readItems } from './read-items.ts';
import { readKnownIds } from './read-known-ids.ts';
import { readOutcomes } from './read-outcomes.ts';

let testDatabase: TestDatabase;
let database: Database;
let owner: pg.Client;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'catalog-test' });
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, price, available, deleted, created_at, updated_at, log, partition, "offset")
     VALUES (1, 1, 'mug', 'Blue Mug', 'Home > Kitchen', 12.95, true, false, now(), now(), 1, 0, 0),
            (1, 1, 'bowl_1', '50% Bowl', 'Home', 7, false, false, now(), now(), 1, 0, 1),
            (1, 1, 'homer', 'Odyssey', 'Homer', 9.0001, true, false, now(), now(), 1, 0, 2),
            (1, 1, 'gone', 'Gone', 'Home', 1, true, true, now(), now(), 1, 0, 3),
            (2, 1, 'next', 'Being rebuilt', 'Home', 1, true, false, now(), now(), 1, 0, 4),
            (1, 2, 'foreign', 'Foreign Mug', 'Home', 1, true, false, now(), now(), 1, 0, 5)`,
  );
});
after(async () => {
  await owner.end();
  await database.close();
  await testDatabase.close();
});

const ids = async (question: Partial<Parameters<typeof readItems>[2]>, scope = 1) => {
  const { items, total } = await readItems(database, scope, { limit: 20, offset: 0, ...question });
  return [items.map(({ productId }) => productId), total];
};

test('a page has the live items of its scope in the order of their ids, and their number (FR-011)', async () => {
  assert.deepEqual(await ids({}), [['bowl_1', 'homer', 'mug'], 3]);
  assert.deepEqual(await ids({ limit: 1, offset: 1 }), [['homer'], 3]);
  assert.deepEqual(await ids({ offset: 9 }), [[], 3]);
  assert.deepEqual(await ids({}, 2), [['foreign'], 1]);
});

test('a category finds itself and what lies under it, not what begins alike', async () => {
  assert.deepEqual(await ids({ category: 'Home' }), [['bowl_1', 'mug'], 2]);
  assert.deepEqual(await ids({ category: 'Home', available: true }), [['mug'], 1]);
});

test('facets count what each choice would leave: of categories without that filter, of availability without the other', async () => {
  const homes = [
    { category: 'Home', products: 1 },
    { category: 'Home > Kitchen', products: 1 },
    { category: 'Homer', products: 1 },
  ];
  assert.deepEqual(await readFacets(database, 1, {}), {
    categories: homes,
    available: 2,
    unavailable: 1,
    attributes: [],
  });
  assert.deepEqual(await readFacets(database, 1, { category: 'Home', available: true }), {
    categories: homes.slice(1),
    available: 1,
    unavailable: 1,
    attributes: [],
  });
  assert.deepEqual(await readFacets(database, 1, { q: 'mug' }), {
    categories: [{ category: 'Home > Kitchen', products: 1 }],
    available: 1,
    unavailable: 0,
    attributes: [],
  });
});

test('known ids are those of the scope that are not deleted', async () => {
  const known = await readKnownIds(database, 1, ['mug', 'gone', 'foreign', 'next', 'nothing']);
  assert.deepEqual([...known], ['mug']);
});

test('an item has an exact price; deleted, foreign and half-rebuilt ones are not there', async () => {
  assert.equal((await readItem(database, 1, 'homer'))?.price, '9.0001');
  for (const productId of ['gone', 'foreign', 'next']) assert.equal(await readItem(database, 1, productId), undefined);
});

test('outcomes are those of this very log, in the order asked', async () => {
  const { rows } = await owner.query<{ log: number }>(
    "INSERT INTO logs (topic, log_id, partitions) VALUES ('catalog', 'this', 1), ('catalog', 'other', 1) RETURNING log",
  );
  await owner.query(
    `INSERT INTO catalog_outcomes (log, partition, "offset", outcome) VALUES ($1, 0, 5, 'created'), ($1, 0, 6, 'absent'), ($2, 0, 7, 'updated')`,
    [rows[0]?.log, rows[1]?.log],
  );
  const at = (offset: bigint) => ({ partition: 0, offset });
  assert.deepEqual(await readOutcomes(database, 'this', [at(6n), at(7n), at(5n)]), ['absent', undefined, 'created']);
  assert.deepEqual(await readOutcomes(database, 'unknown', [at(5n)]), [undefined]);
});
