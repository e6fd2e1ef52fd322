import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import pg from 'pg';
import { decimalOfPriceE4 } from '#domain/price.ts';
import { decodeCatalogChange, decodeEventsRecord } from '#log/codec.ts';
import type { LogRecord, Subscription } from '#log/event-log.ts';
import { type CuttableProxy, openCuttableProxy } from '#testing/cuttable-proxy.ts';
import { type IngestApp, openIngestApp } from '#testing/ingest-app.ts';
import { openTestDatabase, type TestDatabase } from '#testing/postgres.ts';
import { waitFor } from '#testing/product.ts';
import { ask } from '#testing/shop.ts';

let testDatabase: TestDatabase;
let proxy: CuttableProxy;
let owner: pg.Client;
let app: IngestApp;
let projection: Subscription;
let log: number;
let items = 0;
/** The outcome of a write is awaited, however slow the machine is. */
const patientMs = 60_000;

before(async () => {
  testDatabase = await openTestDatabase();
  proxy = await openCuttableProxy(testDatabase.apiUrl);
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  app = await openIngestApp({ databaseUrl: proxy.url, outcomeWaitMs: patientMs });
  const { logId } = await app.log.describe('catalog');
  const { rows } = await owner.query<{ log: number }>(
    "INSERT INTO logs (topic, log_id, partitions) VALUES ('catalog', $1, 1) RETURNING log",
    [logId],
  );
  log = rows[0]!.log;
  projection = await app.log.tail('catalog', new Map(), async ({ records }) => {
    for (const record of records) await project(record);
  });
});
after(async () => {
  await projection.close();
  await app.remove();
  await owner.end();
  await proxy.close();
  await testDatabase.close();
});
beforeEach(() => proxy.restore());

/** The least that the projection promises: the row and its outcome in one transaction. */
async function project({ offset, value }: LogRecord): Promise<void> {
  const { scope, productId, op, item, receivedAtMs } = decodeCatalogChange(value!);
  const key = [scope, productId];
  const { rowCount } = await owner.query(
    'SELECT FROM catalog_items WHERE version = 1 AND scope = $1 AND product_id = $2 AND NOT deleted',
    key,
  );
  const exists = rowCount === 1;
  const outcome =
    op === 'delete' ? (exists ? 'deleted' : 'absent') : exists ? (op === 'put' ? 'updated' : 'exists') : 'created';
  await owner.query('BEGIN');
  if (outcome === 'deleted')
    await owner.query('UPDATE catalog_items SET deleted = true WHERE scope = $1 AND product_id = $2', key);
  if (item !== null && (outcome === 'created' || outcome === 'updated'))
    await owner.query(
      `INSERT INTO catalog_items (version, scope, product_id, name, category, price, currency, attributes, available, created_at, updated_at, log, partition, "offset")
       VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, 0, $11)
       ON CONFLICT (version, scope, product_id) DO UPDATE SET name = EXCLUDED.name, price = EXCLUDED.price, deleted = false, updated_at = EXCLUDED.updated_at`,
      [
        ...key,
        item.name,
        item.category,
        decimalOfPriceE4(item.priceE4),
        item.currency,
        JSON.stringify(item.attributes),
        item.available,
        new Date(receivedAtMs),
        log,
        offset,
      ],
    );
  await owner.query('INSERT INTO catalog_outcomes (log, partition, "offset", outcome) VALUES ($1, 0, $2, $3)', [
    log,
    offset,
    outcome,
  ]);
  await owner.query('COMMIT');
}

function newItem(over: Record<string, unknown> = {}): Record<string, unknown> & { productId: string } {
  items += 1;
  return { productId: `mug ${items}/ü`, name: `Mug ${items}`, category: 'Home > Mugs', price: 12.95, ...over };
}
const call = (method: string, path = '', body?: unknown, token = app.keys.write, root = '/catalog') =>
  ask(`${app.url}/api/v1${root}${path}`, { method, token, body });
const at = (item: { productId: string }) => `/${encodeURIComponent(item.productId)}`;

test('POST makes an item that can be read at once; a second one is a 409 (FR-011)', async () => {
  const item = newItem({ currency: 'EUR', attributes: { colour: 'blue' } });
  const made = await call('POST', '', item);
  assert.equal(made.status, 201);
  const { createdAt, updatedAt, ...rest } = made.body.data;
  assert.deepEqual(rest, { ...item, imageUrl: null, url: null, description: null, available: true });
  assert.equal(createdAt, updatedAt);
  const read = await call('GET', at(item), undefined, app.keys.read);
  assert.deepEqual([read.status, read.body.data], [200, made.body.data]);
  assert.equal((await call('POST', '', { ...item, name: 'Other' })).status, 409);
  assert.equal((await call('GET', at(item))).body.data.name, item.name);
});

test('PUT creates with 201 and replaces with 200; DELETE is a 204 once, then a 404', async () => {
  const { productId, ...rest } = newItem();
  const path = at({ productId });
  assert.equal((await call('PUT', path, rest)).status, 201);
  const { status, body } = await call('PUT', path, { ...rest, productId, price: '7.0001' });
  assert.deepEqual([status, body.data.price], [200, 7.0001]);
  assert.equal((await call('DELETE', path)).status, 204);
  assert.equal((await call('DELETE', path)).status, 404);
  assert.equal((await call('GET', path)).status, 404);
  assert.equal((await call('PUT', path, { ...rest, productId: 'another' })).status, 400);
});

test('a write carries when the product was created, which later writes keep and a deletion ends', async () => {
  const { productId, ...rest } = newItem();
  const path = at({ productId });
  const put = async (): Promise<number | null> => {
    await call('PUT', path, rest);
    const { records } = await app.log.read('catalog', 0, 0n);
    return decodeCatalogChange(records.at(-1)!.value!).createdAtMs;
  };
  const first = await put();
  assert.ok(first !== null);
  await waitFor(
    async () => (await put()) === first,
    () => 'a later write has the time of the first',
  );
  assert.equal((await call('GET', path)).body.data.createdAt, new Date(first).toISOString());
  await call('DELETE', path);
  await waitFor(
    async () => (await put()) !== first,
    () => 'created anew',
  );
});

test('a batch is made in order, each item on its own; one product twice is created, then updated', async () => {
  const [a, b] = [newItem(), newItem()];
  const { status, body } = await call('POST', '/batch', [a, { ...a, name: 'Renamed' }, { productId: 'x' }, b]);
  assert.equal(status, 200);
  const { results, ...counts } = body.data;
  assert.deepEqual(counts, { created: 2, updated: 1, pending: 0, rejected: 1 });
  const statuses = results.map((result: { status: string }) => result.status);
  assert.deepEqual(statuses, ['created', 'updated', 'rejected', 'created']);
  assert.equal((await call('GET', at(a))).body.data.name, 'Renamed');
  assert.equal((await call('POST', '/batch', { items: [b] })).body.data.updated, 1);
  for (const bad of [[], { items: [] }, Array.from({ length: 501 }, () => b), { events: [b] }])
    assert.equal((await call('POST', '/batch', bad)).status, 400);
});

test('a price that is rounded is said, of one item and of a batch', async () => {
  const item = { ...newItem(), price: 1.00005 };
  const { body: one } = await call('POST', '', item);
  assert.deepEqual([one.data.price, one.meta.rounded, one.meta.notes[0].path], [1, 1, '/price']);
  const { body: many } = await call('POST', '/batch', [item, newItem()]);
  assert.deepEqual([many.meta.rounded, many.data.results.map(({ notes = [] }) => notes.length)], [1, [1, 0]]);
});

test('a dry run of a batch answers as the batch itself does, and changes nothing', async () => {
  const known = newItem();
  await call('POST', '', known);
  const fresh = newItem();
  const batch = [fresh, { ...fresh, name: 'Twice' }, { ...known, name: 'Renamed' }, { productId: 'x' }];
  const tried = await call('POST', '/batch?dryRun=true', batch);
  assert.deepEqual([tried.status, tried.body.meta.dryRun], [200, true]);
  assert.equal((await call('GET', at(fresh))).status, 404);
  assert.equal((await call('GET', at(known))).body.data.name, known.name);
  const done = await call('POST', '/batch', batch);
  assert.deepEqual(tried.body.data, done.body.data);
  assert.equal((await call('GET', at(known))).body.data.name, 'Renamed', 'control');
  assert.equal((await call('POST', '/batch?dryRun=true', batch, app.keys.read)).status, 403);
});

test('a bad item is a 400 that names each field', async () => {
  const { body } = await call('POST', '', { productId: 'p', name: '', price: '1,5', colour: 'red' });
  const codes = body.errors.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`).sort();
  assert.deepEqual(codes, ['/category required', '/colour unknown_field', '/name min_length', '/price invalid_price']);
  const refused = [{ price: -1 }, { price: 'much' }, { name: 'a\0' }, { attributes: { text: 'x'.repeat(17_000) } }];
  for (const over of refused) assert.equal((await call('POST', '', newItem(over))).status, 400, JSON.stringify(over));
  assert.equal((await call('GET', '/a%00b')).status, 400);
  assert.equal((await call('GET', '?q=%00')).status, 400);
});

test('lists are paged, searched and filtered; more than 100 is a 400', async () => {
  const one = newItem({ name: 'Samovar', category: 'Tea > Samovars', available: false });
  await call('POST', '', one);
  const { body } = await call('GET', '?q=SAMO&category=Tea&available=false&limit=5', undefined, app.keys.read);
  assert.deepEqual([body.data.length, body.meta.total, body.meta.limit, body.meta.offset], [1, 1, 5, 0]);
  assert.equal((await call('GET', '?q=samo&available=true')).body.meta.total, 0);
  assert.equal((await call('GET', '?limit=101')).status, 400);
  assert.equal(body.meta.facets, undefined);
  const { meta } = (await call('GET', '?q=samo&category=Elsewhere&facets=true')).body;
  assert.deepEqual(meta.facets, {
    categories: [{ category: 'Tea > Samovars', products: 1 }],
    available: 0,
    unavailable: 0,
    attributes: [],
  });
});

test('a list is narrowed by attributes, whose values are counted if that is asked', async () => {
  await call('POST', '', newItem({ category: 'Vases', attributes: { colour: 'dark: blue', tags: ['new', 'sale'] } }));
  await call('POST', '', newItem({ category: 'Vases', attributes: { colour: 'red' } }));
  const query = '?category=Vases&attribute=colour:dark:%20blue&facets=true&facetsOf=colour&facetsOf=tags';
  const { body } = await call('GET', query);
  assert.equal(body.data.length, 1);
  assert.deepEqual(body.meta.facets.attributes, [
    {
      name: 'colour',
      values: [
        { value: 'dark: blue', products: 1 },
        { value: 'red', products: 1 },
      ],
    },
    {
      name: 'tags',
      values: [
        { value: 'new', products: 1 },
        { value: 'sale', products: 1 },
      ],
    },
  ]);
  assert.equal((await call('GET', '?category=Vases')).body.data.length, 2, 'control');
  assert.equal((await call('GET', '?attribute=colour')).status, 400);
});

test('a write answers 202 as pending while nothing is projected or Postgres is down, and is durable all the same', async () => {
  const behind = await openIngestApp({ databaseUrl: proxy.url });
  try {
    const token = behind.keys.write;
    const write = (method: string, path: string, body?: unknown) =>
      ask(`${behind.url}/api/v1/catalog${path}`, { method, token, body });
    const item = newItem();
    const made = await write('POST', '', item);
    assert.deepEqual([made.status, made.body.meta.pending, made.body.data], [202, true, { productId: item.productId }]);
    await proxy.cut();
    const put = await write('PUT', at(item), { ...item, name: 'Later' });
    assert.deepEqual([put.status, put.body.meta.pending], [202, true]);
    assert.equal((await write('POST', '/batch', [item])).body.data.pending, 1);
    assert.equal((await write('GET', at(item))).status, 503);
    const { records } = await behind.log.read('catalog', 0, 0n);
    assert.deepEqual(
      records.map(({ value }) => decodeCatalogChange(value!).op),
      ['create', 'put', 'put'],
    );
  } finally {
    await behind.remove();
  }
});

test('read keys do not write, spaces and tenants do not mix, no key is a 401 (FR-004)', async () => {
  const item = newItem();
  await call('POST', '', item);
  assert.equal((await call('POST', '', item, app.keys.read)).status, 403);
  assert.equal((await ask(`${app.url}/api/v1/catalog`)).status, 401);
  for (const key of [app.keys.test, app.keys.foreign]) {
    assert.equal((await call('GET', at(item), undefined, key)).status, 404);
    assert.equal((await call('POST', '', item, key)).status, 201);
  }
});

test('pages by `after` come from `meta.next`, and the last page has none', async () => {
  const token = app.keys.foreign;
  for (const productId of ['page-a', 'page-b', 'page-c'])
    await call('PUT', `/${productId}`, { ...newItem(), productId }, token);
  const pageOf = (query: string) => call('GET', `?q=page&limit=2${query}`, undefined, token);
  const first = (await pageOf('')).body;
  assert.deepEqual([first.data.length, first.meta.next, first.meta.total], [2, 'page-b', 3]);
  const last = (await pageOf('&after=page-b')).body;
  assert.deepEqual([last.data[0].productId, last.meta.next, last.meta.total], ['page-c', undefined, 3]);
  assert.equal((await pageOf('&after=%00')).status, 400);
});

test('with `exactFirst` what is called just so comes first, by pages of `offset` alone', async () => {
  const token = app.keys.foreign;
  for (const [productId, name] of [
    ['exact-a', 'Exact cup of many'],
    ['exact-b', 'Exact cup'],
    ['exact-c', 'Exact cups'],
  ])
    await call('PUT', `/${productId}`, { ...newItem(), productId, name }, token);
  const idsOf = async (query: string) => {
    const { body } = await call('GET', `?q=exact%20CUP&limit=2${query}`, undefined, token);
    return [body.data.map(({ productId }: { productId: string }) => productId), body.meta.next, body.meta.total];
  };
  assert.deepEqual(await idsOf('&exactFirst=true'), [['exact-b', 'exact-a'], undefined, 3]);
  assert.deepEqual(await idsOf('&exactFirst=true&offset=2'), [['exact-c'], undefined, 3]);
  assert.deepEqual(await idsOf(''), [['exact-a', 'exact-b'], 'exact-b', 3], 'control');
  const withoutWords = await call('GET', '?limit=1&exactFirst=true', undefined, token);
  assert.equal(withoutWords.body.meta.next, withoutWords.body.data[0].productId, 'without words it goes on by ids');
  const both = await call('GET', '?q=exact&exactFirst=true&after=exact-a', undefined, token);
  assert.deepEqual([both.status, both.body.errors[0].path], [400, '/after']);
});

test('an admin reads and writes the catalog of an own tenant, in the space asked for', async () => {
  const root = `/tenants/${app.tenantId}/catalog`;
  const item = newItem();
  assert.equal((await call('POST', '', item, app.adminToken, root)).status, 201);
  assert.equal((await call('GET', at(item))).status, 200);
  assert.equal((await call('GET', `${at(item)}?space=test`, undefined, app.adminToken, root)).status, 404);
  assert.equal((await call('PUT', `${at(item)}?space=test`, { ...item }, app.adminToken, root)).status, 201);
  assert.equal((await call('GET', at(item), undefined, app.keys.test)).status, 200);
  assert.equal((await call('POST', '/batch?space=test', [item], app.adminToken, root)).body.data.updated, 1);
  assert.equal((await call('GET', '?space=other', undefined, app.adminToken, root)).status, 400);
});

test('another admin’s tenant is a 404, a suspended one of one’s own is read-only', async () => {
  const foreign = `/tenants/${app.foreignTenantId}/catalog`;
  const suspended = `/tenants/${app.suspendedTenantId}/catalog`;
  assert.equal((await call('GET', '', undefined, app.adminToken, foreign)).status, 404);
  assert.equal((await call('POST', '', newItem(), app.adminToken, foreign)).status, 404);
  assert.equal((await call('GET', '', undefined, app.adminToken, suspended)).status, 200);
  assert.equal((await call('POST', '', newItem(), app.adminToken, suspended)).status, 403);
  assert.equal((await call('GET', '', undefined, app.keys.write, foreign)).status, 401);
});

test('erasing a shopper puts it on the log under the shopper’s key, by admin or write key', async () => {
  const root = `/tenants/${app.tenantId}/users`;
  const { status, body } = await call('DELETE', '/shopper%201?space=test', undefined, app.adminToken, root);
  assert.deepEqual([status, body.data.userId, body.data.space], [202, 'shopper 1', 'test']);
  assert.equal((await call('DELETE', '/shopper-2', undefined, app.keys.write, root)).body.data.space, 'live');
  assert.equal((await call('DELETE', '/shopper-2', undefined, app.keys.read, root)).status, 403);
  assert.equal((await call('DELETE', '/shopper-2', undefined, app.keys.foreign, root)).status, 404);
  assert.equal((await call('DELETE', '/a%00', undefined, app.keys.write, root)).status, 400);
  const { partitions } = await app.log.describe('events');
  const batches = await Promise.all(partitions.map(({ partition, low }) => app.log.read('events', partition, low)));
  const erased = batches
    .flatMap(({ records }) => records.map(({ key, value }) => ({ key, record: decodeEventsRecord(value!) })))
    .map(({ key, record }) =>
      record.kind === 'shopper_erased' ? [key, record.erased.scope, record.erased.userId] : null,
    );
  assert.deepEqual(erased.sort(), [
    ['1:shopper-2', 1, 'shopper-2'],
    ['2:shopper 1', 2, 'shopper 1'],
  ]);
});
