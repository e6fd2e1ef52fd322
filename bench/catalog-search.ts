/**
 * What a search of the catalog takes among 300,000 products, beside the search of before (`ILIKE` under row-level security) in the same run.
 * `node bench/catalog-search.ts`, some minutes; without a broker, Redis or the product.
 */
import { readItems } from '#stores/catalog/read-items.ts';
import { type Database, openDatabase } from '#stores/postgres/database.ts';
import { openTestDatabase } from '#testing/postgres.ts';
import { createLatencies } from './support/latencies.ts';
import { ms, type Row, renderRows } from './support/row.ts';

const products = 300_000;
const searches = 40;
const searchesOfBefore = 3;
const fillTimeoutMs = 900_000;

/** Words of four kinds, and of each as many different ones as there are searches. */
const kinds: Readonly<Record<string, (n: number) => string>> = {
  'a product id': (n) => `sku-${100_000 + n}`,
  'a rare word': (n) => `word${n}x`,
  'a common word': (n) => ['mug', 'bowl', 'plate', 'fork'][n % 4]!,
  'two words, one common': (n) => `mug word${n}x`,
  'two common words': (n) => `${['blue', 'red', 'green'][n % 3]} ${['bowl', 'plate'][n % 2]}`,
  'a rare word beyond ASCII': (n) => `чайник${n}я`,
  'no hit': (n) => `nothing${n}`,
  'one letter': (n) => 'bmwz'[n % 4]!,
  'two letters': (n) => ['bl', 'mu', 'zz', 'w1'][n % 4]!,
};

const fillSql = `
INSERT INTO catalog_items (version, scope, product_id, name, category, description, price, available, created_at, updated_at, log, partition, "offset")
SELECT 1, 1, 'sku-' || n, (ARRAY['Blue', 'Red', 'Green', 'Café', 'Über'])[1 + n % 5] || ' ' || (ARRAY['Mug', 'Bowl', 'Plate', 'Fork'])[1 + n % 4] || ' word' || n % 5000 || 'x',
  'Home > Shelf ' || n % 300, 'A fine thing for every kitchen, made of clay' || CASE WHEN n % 10 = 0 THEN ', чайник' || n % 5000 || 'я' ELSE '' END,
  1, n % 7 > 0, now(), now(), 1, 0, n
FROM generate_series(1, $1::int) AS n`;
const beforeSql = `t.scope = 1 AND NOT t.deleted AND (t.name ILIKE $1 OR t.product_id ILIKE $1)`;
const from = `catalog_items t JOIN projections live ON live.name = 'catalog' AND live.live_version = t.version`;

async function searchAsBefore(database: Database, q: string): Promise<void> {
  await database.scoped({ scopes: [1] }, async (client) => {
    await client.query(`SELECT t.* FROM ${from} WHERE ${beforeSql} ORDER BY t.product_id LIMIT 20`, [`%${q}%`]);
    await client.query(`SELECT count(*) FROM ${from} WHERE ${beforeSql}`, [`%${q}%`]);
  });
}

async function measure(count: number, search: (n: number) => Promise<unknown>): Promise<string> {
  const took = createLatencies();
  for (let n = 0; n < count; n++) {
    const askedAt = performance.now();
    await search(n);
    took.add(performance.now() - askedAt);
  }
  return `${ms(took.percentile(50))} / ${ms(took.percentile(95))}`;
}

const postgres = await openTestDatabase();
const owner = openDatabase({
  url: postgres.ownerUrl,
  max: 1,
  applicationName: 'bench',
  statementTimeoutMs: fillTimeoutMs,
});
const database = openDatabase({ url: postgres.apiUrl, max: 1, applicationName: 'bench-search' });
const filledAt = performance.now();
await owner.query(fillSql, [products]);
console.error(`filled in ${Math.round((performance.now() - filledAt) / 1000)} s`);
await owner.query('VACUUM ANALYZE catalog_items');
const rows: Row[] = [];
for (const [kind, wordsOf] of Object.entries(kinds)) {
  const before = await measure(searchesOfBefore, (n) => searchAsBefore(database, wordsOf(n)));
  const searchNow = (exactFirst: boolean) =>
    measure(searches, (n) => readItems(database, 1, { q: wordsOf(n), limit: 20, offset: 0, exactFirst }));
  const [now, exactFirst] = [await searchNow(false), await searchNow(true)];
  rows.push({
    what: `${kind}: p50 / p95; with exactFirst; before`,
    value: `${now}; ${exactFirst}; ${before}`,
    goal: '50 ms at p95',
  });
  console.error(rows.at(-1)?.what, rows.at(-1)?.value);
}
console.log(renderRows(rows));
await database.close();
await owner.close();
await postgres.close();
