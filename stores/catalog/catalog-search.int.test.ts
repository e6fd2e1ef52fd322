import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { catalogPageSql } from '#replays/export/exported-catalog.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { readFacets } from './read-facets.ts';
import { type CatalogQuestion, maxCounted, readItems } from './read-items.ts';
import { leftBehindSql } from './read-left-behind.ts';
import { totalKeptMs } from './recent-totals.ts';
import { SearchTooBroad } from './search-too-broad.ts';

let testDatabase: TestDatabase;
let database: Database;
let owner: Database;

const products = [
  ['mug-12', 'Blue Mug', 'Home > Kitchen', 'Holds 300 ml.'],
  ['p2', 'Café crème pot', 'Home>Kitchen', null],
  ['p3', 'STRASSENSCHUH', 'Home &gt; Kitchen', 'Für die Straße'],
  ['p4', 'Ёлка новогодняя', 'Home/Kitchen', null],
  ['p5', '茶碗', 'Homer', '50% off_now'],
  ['p6', 'Cafe\u0301 au lait', 'Home > Kitchenette', 'İstanbul, ΟΔΟΣ'],
  ['p7', 'كِتَاب الطَّبْخ', 'Elsewhere', 'קָפֶה, ｶﾞﾗｽ, क\u093cलम'],
  ['p9', 'Smart-QZ', 'Sound>XY', '(WK), 4K_7q'],
  ['p8', 'كتـاب', 'Elsewhere', 'GROẞ, Donau\u00addampf'],
] as const;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.apiUrl, max: 2, applicationName: 'search-test' });
  owner = openDatabase({ url: testDatabase.ownerUrl, max: 1, applicationName: 'search-test-owner' });
  for (const [productId, name, category, description] of products) {
    for (const [version, scope] of [
      [1, 1],
      [1, 2],
      [2, 1],
    ])
      await owner.query(
        `INSERT INTO catalog_items (version, scope, product_id, name, category, description, price, available, created_at, updated_at, log, partition, "offset")
         VALUES ($1, $2, $3, $4, $5, $6, 1, true, now(), now(), 1, 0, 0)`,
        [version, scope, scope === 2 ? `foreign-${productId}` : productId, name, category, description],
      );
  }
  await owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, description, price, available, created_at, updated_at, log, partition, "offset")
     SELECT 1, 3, 'many-' || n, 'Plate ' || n % 50, 'Plates', CASE WHEN n = 777 THEN 'чайник needle' END, 1, true, now(), now(), 1, 0, 0
     FROM generate_series(1, 5000) AS n`,
  );
  await owner.query(
    `INSERT INTO catalog_items (version, scope, product_id, name, category, attributes, price, available, created_at, updated_at, log, partition, "offset")
     VALUES (1, 4, 'a', 'A', 'Cups', '{"colour":"blue","size":{"cm":30}}', 1, true, now(), now(), 1, 0, 0),
            (1, 4, 'b', 'B', 'Cups', '{"colour":["blue","red","red",null]}', 1, true, now(), now(), 1, 0, 0),
            (1, 4, 'c', 'C', 'Cups', '{"colour":"red","size":7,"note":"5\\" \\\\ Größe\\n"}', 1, true, now(), now(), 1, 0, 0)`,
  );
  await owner.query('VACUUM ANALYZE catalog_items');
});
after(async () => {
  await owner.close();
  await database.close();
  await testDatabase.close();
});

const found = async (question: Partial<CatalogQuestion>, scope = 1) =>
  (await readItems(database, scope, { limit: 20, offset: 0, ...question })).items.map(({ productId }) => productId);

test('all words of a search have to be there, in any order, in product id, name, category or description', async () => {
  assert.deepEqual(await found({ q: 'mug blue' }), ['mug-12']);
  assert.deepEqual(await found({ q: ' 300   kitchen MUG-12 ' }), ['mug-12']);
  assert.deepEqual(await found({ q: 'blue pot' }), [], 'control: each of the two words alone is there');
  assert.deepEqual(await found({ q: ' ' }), await found({}), 'no word at all finds everything');
});

test('case and accents make no difference, in any script and in either Unicode form', async () => {
  for (const q of ['CAFE', 'café', 'cafe\u0301', 'Càfé']) assert.deepEqual(await found({ q }), ['p2', 'p6'], q);
  for (const q of ['straße', 'STRASSE', 'strasse']) assert.deepEqual(await found({ q }), ['p3'], q);
  for (const q of ['ёлка', 'ЁЛКА', 'елка', 'НОВОГОД']) assert.deepEqual(await found({ q }), ['p4'], q);
  for (const q of ['istanbul', 'ISTANBUL', 'οδος', 'Οδοσ']) assert.deepEqual(await found({ q }), ['p6'], q);
  assert.deepEqual(await found({ q: '碗' }), ['p5']);
  assert.deepEqual(await found({ q: 'елкв' }), [], 'control: another letter is another word');
});

test('what most texts leave out, and another width, make no difference', async () => {
  for (const q of ['كتاب', 'كِتَاب', 'كتـــاب', 'ﻛﺘﺎﺏ']) assert.deepEqual(await found({ q }), ['p7', 'p8'], q);
  for (const q of ['קפה', 'קָפֶה', 'ガラス', 'ｶﾞﾗｽ', '\u0958लम', 'الطبخ']) assert.deepEqual(await found({ q }), ['p7'], q);
  for (const q of ['gross', 'groß', 'GROẞ', 'donaudampf']) assert.deepEqual(await found({ q }), ['p8'], q);
  for (const q of ['カラス', 'कलम', 'כפה']) assert.deepEqual(await found({ q }), [], `control: ${q}`);
});

test('what an older version has folded is found again after the migration, and nothing else is written', async () => {
  const migrationOf = (name: string) =>
    readFileSync(join(import.meta.dirname, `../postgres/migrations/${name}`), 'utf8');
  const before45 = migrationOf('0030_catalog_search.sql');
  const folding = before45.slice(before45.indexOf('DO $$'), before45.indexOf('END $$;') + 'END $$;'.length);
  const rows = async () =>
    (
      await owner.query<{ id: string; at: string }>(
        'SELECT product_id AS id, xmin::text AS at FROM catalog_items WHERE version = 1 AND scope = 1',
      )
    ).rows;
  await owner.query(folding.replaceAll('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
  await owner.query('UPDATE catalog_items SET name = name WHERE version = 1 AND scope = 1');
  assert.deepEqual(
    [await found({ q: 'الطبخ' }), await found({ q: 'donaudampf' })],
    [[], []],
    'control: folded as before',
  );
  const before = await rows();
  await owner.query(migrationOf('0045_search_unwritten.sql'));
  assert.deepEqual([await found({ q: 'الطبخ' }), await found({ q: 'donaudampf' })], [['p7'], ['p8']]);
  const written = (await rows()).filter(({ id, at }) => before.find((one) => one.id === id)?.at !== at);
  assert.deepEqual(written.map(({ id }) => id).sort(), ['p7', 'p8']);
});

test('a word stands inside of others too; a letter or two begin them; wildcards are letters', async () => {
  assert.deepEqual(await found({ q: 'schuh' }), ['p3']);
  assert.deepEqual(await found({ q: '12' }), ['mug-12'], 'the parts of an id are words');
  assert.deepEqual(await found({ q: 'bl' }), ['mug-12']);
  for (const q of ['qz', 'XY', 'w', 'wk', '4k', '7Q'])
    assert.deepEqual(await found({ q }), ['p9'], `behind a sign: ${q}`);
  for (const q of ['ug', 'z', 'y', 'k_'])
    assert.deepEqual(await found({ q }), q === 'k_' ? ['p9'] : [], `no word begins with it: ${q}`);
  assert.deepEqual(await found({ q: '0%' }), ['p5']);
  assert.deepEqual(await found({ q: 'f_n' }), ['p5']);
  assert.deepEqual(await found({ q: "'; DROP TABLE catalog_items; --" }), []);
});

test('a category path is the same however it is spelled, in filters and facets', async () => {
  for (const category of ['Home > Kitchen', 'Home>Kitchen', 'Home &gt; Kitchen', 'Home/Kitchen', ' Home  /  Kitchen '])
    assert.deepEqual(await found({ category }), ['mug-12', 'p2', 'p3', 'p4'], category);
  assert.deepEqual(await found({ category: 'Home' }), ['mug-12', 'p2', 'p3', 'p4', 'p6'], 'Homer is no part of Home');
  for (const q of ['Home > Kitchen', 'home/kitchen', 'Kitchen&gt;HOME'])
    assert.deepEqual(await found({ q }), ['mug-12', 'p2', 'p3', 'p4', 'p6'], `as words: ${q}`);
  const { categories } = await readFacets(database, 1, {});
  assert.deepEqual(categories[0], { category: 'Home > Kitchen', products: 4 });
});

test('products of another tenant, and of a version that is being built, are never found', async () => {
  assert.deepEqual(await found({ q: 'foreign' }), []);
  assert.deepEqual(await found({ q: 'foreign' }, 2), products.map(([id]) => `foreign-${id}`).sort());
  const asked = ['catalog_page(2, NULL, NULL, NULL, NULL, 9, 0)', 'catalog_categories(2, NULL, NULL, 9)'];
  for (const call of asked) {
    const as = async (scope: number) =>
      (await database.scoped({ scopes: [scope] }, (client) => client.query(`SELECT FROM ${call}`))).rowCount;
    assert.equal(await as(1), 0, call);
    assert.notEqual(await as(2), 0, `control: ${call} as its own tenant`);
  }
});

test('pages by `after` read everything once, in the order of ids', async () => {
  const seen: string[] = [];
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = await readItems(database, 1, { limit: 4, offset: 0, ...(next === '' ? {} : { after: next }) });
    assert.equal(page.total, products.length);
    seen.push(...page.items.map(({ productId }) => productId));
    next = page.hasMore ? seen.at(-1) : undefined;
  }
  assert.deepEqual(seen, products.map(([id]) => id).sort());
});

test('what is called just so comes first on demand, by its id or its name, and the pages have everything once', async () => {
  const named = (question: Partial<CatalogQuestion>) => found({ exactFirst: true, ...question }, 3);
  assert.deepEqual((await named({ q: 'many-7', limit: 3 })).slice(0, 2), ['many-7', 'many-70']);
  assert.deepEqual(await found({ q: 'Plate 9', limit: 1 }, 3), ['many-1009'], 'control: the first by its id');
  const exact = Array.from({ length: 100 }, (_, n) => `many-${n * 50 + 9}`).sort();
  assert.deepEqual(await named({ q: '  plate 9 ', limit: 10 }), exact.slice(0, 10));
  assert.deepEqual(await named({ q: 'MANY-7', limit: 1 }), ['many-7']);
  assert.deepEqual(await named({ q: 'many-7', category: 'Elsewhere', limit: 1 }), []);
  assert.deepEqual(await found({ q: 'ЁЛКА НОВОГОДНЯЯ', exactFirst: true }), ['p4']);
  const all: string[] = [];
  for (let offset = 0; ; offset += 7) {
    const page = await readItems(database, 3, { q: 'Plate 9', exactFirst: true, limit: 7, offset });
    all.push(...page.items.map(({ productId }) => productId));
    if (!page.hasMore) break;
  }
  assert.equal(new Set(all).size, all.length);
  const listed = await readItems(database, 3, { q: 'Plate 9', limit: 5_000, offset: 0 });
  assert.deepEqual([...all].sort(), listed.items.map(({ productId }) => productId).sort());
  // A name may be longer than what the index has of it.
  const long = 'x'.repeat(70);
  await owner.query("UPDATE catalog_items SET name = $1 WHERE scope = 3 AND product_id = 'many-2'", [`${long}y`]);
  await owner.query("UPDATE catalog_items SET name = $1 WHERE scope = 3 AND product_id = 'many-3'", [long]);
  assert.deepEqual(await named({ q: long }), ['many-3', 'many-2']);
  assert.deepEqual(await found({ q: long }, 3), ['many-2', 'many-3'], 'control');
  await owner.query(
    "UPDATE catalog_items SET name = 'Plate ' || substr(product_id, 6) WHERE scope = 3 AND product_id IN ('many-2', 'many-3')",
  );
});

test('what is called just so is found by the indexes, however many have its words', async () => {
  const scans = () =>
    database.scoped({ scopes: [3] }, async (client) => {
      const counted = async () =>
        (await client.query<{ n: bigint }>("SELECT pg_stat_get_xact_numscans('catalog_items_name'::regclass) AS n"))
          .rows[0]!.n;
      const before = await counted();
      await client.query("SELECT FROM catalog_named(3, 'plate 9', NULL, NULL, NULL, NULL, 10)");
      return (await counted()) - before;
    });
  assert.equal(await scans(), 1n);
});

/** How Postgres reads a page behind the first product. */
const planOf = (sql: string, values: readonly unknown[]) =>
  database.scoped({ scopes: [3] }, async (client) => {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });

test('a page of an export, or of what a file lacks, is read in the order of the key, and no product behind it is', async () => {
  const values = [3, 'many-1', 20];
  assert.doesNotMatch(await planOf(catalogPageSql, values), /Sort|Join/);
  assert.doesNotMatch(await planOf(leftBehindSql, [3, new Date('2100-01-01'), 'many-1', 20]), /Sort|Join/);
  // As Postgres has it of rows that are joined, from some number of products on.
  const sorted = catalogPageSql.replace('ORDER BY t.product_id', "ORDER BY t.product_id || ''");
  assert.match(await planOf(sorted, values), /Sort/, 'control');
});

test('pages by `after` tell the total that was counted for the first for a minute; a first page counts anew', async () => {
  const totalAt = async (ms: number, after?: string) =>
    (await readItems(database, 3, { limit: 1, offset: 0, ...(after === undefined ? {} : { after }) }, ms)).total;
  assert.equal(await totalAt(0), 5_000);
  await owner.query("UPDATE catalog_items SET deleted = true WHERE scope = 3 AND product_id = 'many-9'");
  try {
    assert.equal(await totalAt(totalKeptMs - 1, 'many-1'), 5_000);
    assert.equal(await totalAt(totalKeptMs, 'many-1'), 4_999);
    await owner.query("UPDATE catalog_items SET deleted = false WHERE scope = 3 AND product_id = 'many-9'");
    assert.equal(await totalAt(totalKeptMs + 1, 'many-1'), 4_999);
    assert.equal(await totalAt(totalKeptMs + 2), 5_000);
  } finally {
    await owner.query("UPDATE catalog_items SET deleted = false WHERE scope = 3 AND product_id = 'many-9'");
  }
});

test('a search counts its first hits alone and says so; a list without words is counted whole', async () => {
  const searched = await readItems(database, 3, { q: 'plate', limit: 1, offset: 0 });
  assert.deepEqual([searched.total, searched.totalIsAtLeast], [maxCounted, true]);
  const listed = await readItems(database, 3, { limit: 1, offset: 0 });
  assert.deepEqual([listed.total, listed.totalIsAtLeast], [5_000, false]);
  const rare = await readItems(database, 3, { q: 'needle', limit: 1, offset: 0 });
  assert.deepEqual([rare.total, rare.totalIsAtLeast], [1, false]);
});

/** How often one search as the login `api` goes by an index. Postgres counts on until it publishes its numbers, which it does between transactions. */
const scansOf = (index: string, q: string) =>
  database.scoped({ scopes: [3] }, async (client) => {
    const scans = async () =>
      (await client.query<{ n: bigint }>('SELECT pg_stat_get_xact_numscans($1::regclass) AS n', [index])).rows[0]!.n;
    const before = await scans();
    await client.query('SELECT FROM catalog_page(3, $1, NULL, NULL, NULL, 20, 0)', [q]);
    return (await scans()) - before;
  });

test('the login `api` searches by the index, letters beyond ASCII too', async () => {
  assert.equal(await scansOf('catalog_items_search', 'needle'), 1n);
  assert.equal(await scansOf('catalog_items_search', 'ne'), 1n, 'also for words that begin with two letters');
  assert.equal(await scansOf('catalog_items_search_beyond_ascii', 'чайник'), 1n);
  assert.equal(await scansOf('catalog_items_search_beyond_ascii', 'needle'), 0n, 'control: no index of another kind');
});

test('control: the same condition under row-level security goes by no index', async () => {
  const { rows } = await database.scoped({ scopes: [3] }, (client) =>
    client.query<{ 'QUERY PLAN': string }>(
      "EXPLAIN SELECT FROM catalog_items WHERE version = 1 AND scope = 3 AND NOT deleted AND search_text LIKE '%needle%'",
    ),
  );
  assert.doesNotMatch(rows.map((row) => row['QUERY PLAN']).join('\n'), /catalog_items_search/);
});

test('a search that takes longer than its pool allows is an error of its own', async () => {
  const hasty = openDatabase({ url: testDatabase.apiUrl, max: 1, applicationName: 'hasty', statementTimeoutMs: 50 });
  const blocker = await owner.pool.connect();
  try {
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE catalog_items IN ACCESS EXCLUSIVE MODE');
    await assert.rejects(readItems(hasty, 1, { q: 'mug', limit: 1, offset: 0 }), SearchTooBroad);
    await assert.rejects(readFacets(hasty, 1, { q: 'mug' }), SearchTooBroad);
  } finally {
    await blocker.query('ROLLBACK');
    blocker.release();
    await hasty.close();
  }
});

test('attributes narrow a list by their values, also those in lists and in objects, and all of them have to hold', async () => {
  assert.deepEqual(await found({ attributes: [{ name: 'colour', value: 'blue' }] }, 4), ['a', 'b']);
  assert.deepEqual(await found({ attributes: [{ name: 'size.cm', value: '30' }] }, 4), ['a']);
  const both = [
    { name: 'colour', value: 'blue' },
    { name: 'colour', value: 'red' },
  ];
  assert.deepEqual(await found({ attributes: both }, 4), ['b']);
  assert.deepEqual(await found({ attributes: [{ name: 'colour', value: "'); DROP" }] }, 4), []);
  assert.deepEqual(await found({ attributes: [{ name: 'note', value: '5" \\ Größe\n' }] }, 4), ['c']);
  assert.deepEqual(await found({ attributes: [] }, 4), ['a', 'b', 'c'], 'control: no filter');
  assert.deepEqual(await found({ attributes: [{ name: 'colour', value: 'blue' }] }, 5), [], 'another scope has none');
});

test('values of an attribute are counted without the filter by it, and with all others; categories with all of them', async () => {
  const attributes = [{ name: 'colour', value: 'red' }];
  const counted = await readFacets(database, 4, { attributes }, ['colour', 'size.cm', 'nothing']);
  assert.deepEqual(counted.attributes, [
    {
      name: 'colour',
      values: [
        { value: 'blue', products: 2 },
        { value: 'red', products: 2 },
      ],
    },
    { name: 'size.cm', values: [] },
    { name: 'nothing', values: [] },
  ]);
  assert.deepEqual([counted.categories, counted.available], [[{ category: 'Cups', products: 2 }], 2]);
  const all = await readFacets(database, 4, {}, ['size.cm']);
  assert.deepEqual(all.attributes, [{ name: 'size.cm', values: [{ value: '30', products: 1 }] }], 'control');
});
