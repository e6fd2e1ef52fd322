import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { CatalogChange } from '#domain/catalog-item.ts';
import { plainItem } from '#testing/plain.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { createRandom } from '#testing/random.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { dropHistory, type HistoricChange, historySince, keepHistory, readCatalogAt } from './catalog-history.ts';

const log = 1;
const firstMs = Date.UTC(2026, 0, 1);
let testDatabase: TestDatabase;
let database: Database;

before(async () => {
  testDatabase = await openTestDatabase();
  database = openDatabase({ url: testDatabase.processorUrl, max: 2, applicationName: 'history' });
});
after(async () => {
  await database.close();
  await testDatabase.close();
});

/** Changes of six products, a second each, of which some change nothing and some delete what is there. */
function changesOf(seed: number, scope: number): HistoricChange[] {
  const random = createRandom(seed);
  const present = new Map<string, number>();
  return Array.from({ length: 120 }, (_, n): HistoricChange => {
    const productId = `product-${random.between(1, 6)}`;
    const receivedAtMs = firstMs + n * 1_000;
    const isDeleted = present.has(productId) && random.between(1, 4) === 1;
    if (isDeleted) present.delete(productId);
    else present.set(productId, present.get(productId) ?? receivedAtMs);
    const createdAtMs = present.get(productId) ?? null;
    const item = isDeleted ? null : plainItem({ productId, priceE4: BigInt(random.between(1, 3)) * 1_2345n });
    const change: CatalogChange = {
      ...{ scope, productId, item, receivedAtMs, createdAtMs },
      op: isDeleted ? 'delete' : 'put',
    };
    return { offset: BigInt(n * 2), change, createdAt: createdAtMs === null ? null : new Date(createdAtMs) };
  });
}

async function keep(changes: readonly HistoricChange[], seed: number): Promise<void> {
  const random = createRandom(seed);
  for (let from = 0; from < changes.length; ) {
    const batch = changes.slice(from, from + random.between(1, 9));
    await database.transaction((client) => keepHistory(client, log, batch));
    from += batch.length;
  }
}

const itemsOf = (changes: readonly CatalogChange[], scope: number) => {
  const catalog = createLiveCatalog();
  for (const change of changes) catalog.apply(change);
  return { items: [...catalog.items(scope)].sort(byId), newest: catalog.newest(scope, 10) };
};
const byId = (a: { productId: string }, b: { productId: string }) => (a.productId < b.productId ? -1 : 1);
const itemsAt = async (scope: number, moment: Parameters<typeof readCatalogAt>[2]) =>
  itemsOf(await readCatalogAt(database, scope, moment), scope);
const foldedUntil = (changes: readonly HistoricChange[], scope: number, isIn: (change: HistoricChange) => boolean) =>
  itemsOf(
    changes.filter(isIn).map(({ change }) => change),
    scope,
  );

test('the catalog at any record and at any time is what the changes until then make, wherever batches were cut', async () => {
  for (const scope of [1, 2]) await keep(changesOf(scope, scope), scope);
  const changes = changesOf(1, 1);
  for (const n of [0, 1, 17, 40, 41, 80, 119]) {
    const offset = BigInt(n * 2);
    const wanted = foldedUntil(changes, 1, (change) => change.offset <= offset);
    assert.deepEqual(await itemsAt(1, { log, offset: offset + 1n }), wanted, `record ${n}`);
    assert.deepEqual(await itemsAt(1, { at: new Date(firstMs + n * 1_000 + 500) }), wanted, `second ${n}`);
  }
  assert.notDeepEqual(await itemsAt(1, { log, offset: 34n }), await itemsAt(1, { log, offset: 82n }), 'control');
});

test('changes that come again, and those that change nothing, leave no rows', async () => {
  const count = async () => (await database.query('SELECT FROM catalog_history WHERE scope = 3')).rowCount;
  const changes = changesOf(3, 3);
  await keep(changes, 5);
  const before = await count();
  await database.transaction((client) => keepHistory(client, log, changes.slice(-20)));
  assert.equal(await count(), before);
  const [last] = changes.filter(({ change }) => change.item !== null).slice(-1);
  assert.ok(last);
  const later = (item: CatalogChange['item']) =>
    database.transaction((client) =>
      keepHistory(client, log, [{ ...last, offset: 1_000n, change: { ...last.change, item } }]),
    );
  await later(last.change.item);
  assert.equal(await count(), before, 'the same product');
  await later(plainItem({ productId: last.change.productId, priceE4: 99n }));
  assert.equal(await count(), (before ?? 0) + 1, 'control');
});

test('what is dropped by age changes no answer from then on, and it is known from when on the history is whole', async () => {
  const changes = changesOf(4, 4);
  await keep(changes, 6);
  const at = new Date(firstMs + 60_000);
  const known = await historySince(database);
  const before = await itemsAt(4, { at });
  assert.ok((await dropHistory(database, at)) > 0);
  assert.deepEqual(await itemsAt(4, { at }), before);
  for (const n of [70, 119])
    assert.deepEqual(
      await itemsAt(4, { at: new Date(firstMs + n * 1_000 + 500) }),
      foldedUntil(changes, 4, ({ change }) => change.receivedAtMs <= firstMs + n * 1_000),
      `second ${n}`,
    );
  assert.deepEqual([known.getTime(), await historySince(database)], [0, at]);
  assert.equal(await dropHistory(database, at), 0);
});
