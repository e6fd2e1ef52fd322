import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { recomengine } from '#testing/command.ts';
import { type Product, startProduct, waitFor } from '#testing/product.ts';
import { ask, createShop, type Shop } from '#testing/shop.ts';
import { queryProduct } from '#testing/sql.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';
import { startSilentApi } from '../support/silent-api.ts';

const orders = 30;

let product: Product;
let shop: Shop;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recomengine-import-'));
  product = await startProduct();
  shop = await createShop(product.url, 'Import shop');
});
after(async () => {
  await product.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Thirty orders of a mug and a saucer, in the columns of UCI Online Retail, with a cancellation and a line without a price. */
function retailFile(): string {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let order = 0; order < orders; order++) {
    const row = (stock: string, text: string, price: string) =>
      lines.push(
        `${536_365 + order},${stock},${text},2,2010-12-${String(1 + (order % 28)).padStart(2, '0')} 08:26:00,${price},${17_850 + (order % 5)}.0,United Kingdom`,
      );
    row('85123A', '"MUG, RED"', '2.55');
    row('71053', 'SAUCER', '1.25');
    if (order % 3 === 0) row('22752', 'TEA SPOON', '0.85');
  }
  lines.push('C536379,85123A,"MUG, RED",-1,2010-12-01 09:41:00,2.55,14527.0,United Kingdom');
  lines.push('536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom');
  const file = join(folder, 'retail.csv.gz');
  writeFileSync(file, gzipSync(`${lines.join('\n')}\n`));
  return file;
}

const importRetail = (file: string, ...more: readonly string[]) =>
  recomengine(
    ...['import', '--format', 'uci-online-retail', file, '--tenant', shop.tenantId, '--key', shop.writeKey],
    ...['--url', product.url, '--data-dir', product.dataDir, ...more],
  );

test('a retail file becomes a catalog and purchases; what its rules leave out is told, and no failure', async () => {
  const result = await importRetail(retailFile(), '--shift-to-now', '--json');
  assert.equal(result.code, 0, result.stderr);
  await drained(product);
  const catalog = await ask(`${product.url}/api/v1/catalog?limit=100`, { token: shop.readKey });
  assert.deepEqual(catalog.body.data.map(({ productId }: { productId: string }) => productId).sort(), [
    '22752',
    '71053',
    '85123A',
  ]);
  const ids = await storedEventIds(product, shop.tenantId);
  assert.equal(ids.length, orders * 2 + orders / 3);
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  const summary = JSON.parse(result.stdout);
  assert.deepEqual(
    summary.leftOut.map(({ reason, count }: { reason: string; count: number }) => [reason, count]),
    [
      ['cancellation', 1],
      ['price not positive', 1],
    ],
  );
  assert.deepEqual(summary.refused, []);
  assert.equal(result.stderr, '', 'no progress under --json');
});

test('the same import again changes nothing', async () => {
  const before = await storedEventIds(product, shop.tenantId);
  const result = await importRetail(join(folder, 'retail.csv.gz'), '--shift-to-now', '--json');
  assert.equal(result.code, 0, result.stderr);
  await drained(product);
  assert.equal((await storedEventIds(product, shop.tenantId)).length, before.length);
});

test('what is bought together is recommended together, with a reason that is true', async () => {
  const answer = await ask(
    `${product.url}/api/v1/recommendations?strategy=frequently_bought_together&productId=85123A`,
    { token: shop.readKey },
  );
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.data[0].productId, '71053', JSON.stringify(answer.body));
});

test('lines that the API refuses end the import with 4 and its words, and the others are in', async () => {
  const file = join(folder, 'mixed.jsonl');
  const at = new Date().toISOString();
  const good = { eventType: 'product_viewed', userId: 'u', productId: '85123A', timestamp: at };
  writeFileSync(
    file,
    [good, { ...good, eventType: 'product_sniffed' }, 7].map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  const result = await recomengine(
    ...['import', file, '--format', 'jsonl', '--tenant', shop.tenantId, '--url', product.url, '--key', shop.writeKey],
    ...['--data-dir', product.dataDir, '--json'],
  );
  assert.equal(result.code, 4, result.stderr);
  const { events, refused, leftOut } = JSON.parse(result.stdout);
  assert.deepEqual([events.accepted, events.rejected, leftOut.length], [1, 1, 0]);
  assert.deepEqual(
    refused.map(({ example }: { example: string }) => example),
    ['line 3: 7', 'line 2'],
  );
});

test('a product feed from a URL becomes the whole catalog, and the command tells each refused line and what was retired', async () => {
  const feeds: Record<string, string> = {
    '/first.csv': 'id,title,price\na,A,1 EUR\nb,B,1 EUR\nc,C,1 EUR\n',
    '/second.xml':
      '<rss><item><id>a</id><title>A</title><price>2 EUR</price></item><item><id>b</id><title>B</title><price>2,5</price></item></rss>',
  };
  const server = createServer(({ url = '' }, response) => {
    const feed = feeds[url];
    response.writeHead(feed === undefined ? 404 : 200).end(feed === undefined ? '' : gzipSync(feed));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const fed = await createShop(product.url, 'Fed shop');
  const send = (path: string, ...more: readonly string[]) =>
    recomengine(
      ...['import', '--format', 'google-feed', `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`],
      ...[
        '--tenant',
        fed.tenantId,
        '--key',
        fed.writeKey,
        '--url',
        product.url,
        '--data-dir',
        product.dataDir,
        ...more,
      ],
    );
  try {
    const first = await send('/first.csv', '--full', '--json');
    assert.equal(first.code, 0, first.stderr);
    await drained(product);
    const second = await send('/second.xml', '--full');
    assert.equal(second.code, 4, second.stderr);
    assert.match(
      second.stdout,
      /1 line refused[\s\S]*1 that the file lacks[\s\S]*REFUSED {3}1 × Send `price`[\s\S]*line 1, product b/,
    );
    await drained(product);
    const { data } = (await ask(`${product.url}/api/v1/catalog?limit=10`, { token: fed.readKey })).body;
    const found = data.map((item: Record<string, unknown>) => [item.productId, item.price, item.available]);
    assert.deepEqual(found, [
      ['a', 2, true],
      ['b', 1, true],
      ['c', 1, false],
    ]);
    const missing = await send('/none');
    assert.deepEqual([missing.code, /answers with 404/.test(missing.stderr)], [1, true]);
  } finally {
    server.close();
  }
});

test('an import that was killed has its key revoked by the next one, and one that runs keeps its own', async () => {
  const file = join(folder, 'views.jsonl');
  writeFileSync(file, JSON.stringify({ eventType: 'product_viewed', userId: 'killed', productId: '71053' }));
  const keys = () =>
    queryProduct<{ keyId: string }>(
      product,
      `SELECT key_id AS "keyId" FROM api_keys WHERE tenant_id = $1 AND name = 'import' AND revoked_at IS NULL ORDER BY created_at`,
      [shop.tenantId],
    );
  const args = ['import', '--format', 'jsonl', file, '--tenant', shop.tenantId, '--data-dir', product.dataDir];
  const until = async (signal: NodeJS.Signals, meanwhile: () => Promise<void>) => {
    const api = await startSilentApi();
    const stop = api.reached.then(meanwhile).then(() => signal);
    const { code } = await recomengine({ env: product.env, stop }, ...args, '--url', api.url);
    await api.close();
    return code;
  };
  await until('SIGKILL', async () => {});
  const [dead] = await keys();
  assert.notEqual(dead, undefined, 'control: a kill leaves it');
  await waitFor(
    async () =>
      (await queryProduct(product, `SELECT pid FROM pg_stat_activity WHERE application_name = 'recomengine'`, []))
        .length === 0,
    () => 'Postgres knows that the command is gone',
  );
  const live: string[] = [];
  const code = await until('SIGTERM', async () => {
    const [first, ...others] = await keys();
    assert.deepEqual([first?.keyId === dead?.keyId, others.length], [false, 0]);
    const beside = await recomengine({ env: product.env }, ...args, '--url', product.url);
    assert.equal(beside.code, 0, beside.stderr);
    live.push(...(await keys()).map(({ keyId }) => keyId));
    assert.deepEqual(live, [first?.keyId], 'an import beside it leaves its key alone');
  });
  assert.deepEqual([code, live.length, await keys()], [1, 1, []]);
});

test('an import with nobody there ends with 3 and says so in JSON', async () => {
  const result = await recomengine(
    ...['import', join(folder, 'mixed.jsonl'), '--format', 'jsonl', '--tenant', 'x', '--url', 'http://127.0.0.1:1'],
    ...['--key', shop.writeKey, '--data-dir', product.dataDir, '--json'],
  );
  assert.equal(result.code, 3);
  assert.equal(JSON.parse(result.stderr).error.code, 'server_unreachable');
  assert.equal(result.stdout, '');
});

test('a file that does not fit its format is refused with what to do, and code 1', async () => {
  const file = join(folder, 'wrong.csv');
  writeFileSync(file, 'a,b\n1,2\n');
  const result = await importRetail(file);
  assert.equal(result.code, 1);
  assert.match(result.stderr, /InvoiceNo/);
});

test('seed fills a tenant with a shop, and a second run brings nothing new', async () => {
  const seed = () => product.command('seed', '--tenant', 'Seeded shop', '--create-tenant', '--json');
  const first = await seed();
  assert.equal(first.code, 0, first.stderr);
  const { tenant, catalog, events } = JSON.parse(first.stdout);
  assert.ok(catalog.sent >= 50 && catalog.refused === 0, first.stdout);
  assert.ok(events.sent > 1_000 && events.accepted === events.sent, first.stdout);
  await drained(product);
  assert.equal((await storedEventIds(product, tenant)).length, events.sent);
  const second = await seed();
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(JSON.parse(second.stdout).events, { ...events, accepted: 0, duplicates: events.sent });
  const missing = await product.command('seed', '--tenant', 'nobody', '--json');
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /--create-tenant/);
});
