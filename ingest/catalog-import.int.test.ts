import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { CatalogImportProgress } from '#schemas/http/catalog-import.ts';
import { type ApiApp, openApiApp } from '#testing/api-app.ts';
import { type ApiProcessors, openApiProcessors } from '#testing/api-processors.ts';
import { ask, createShop, type Json, type Shop } from '#testing/shop.ts';
import { waitFor } from '#testing/wait-for.ts';

let app: ApiApp;
let processors: ApiProcessors;
let shop: Shop;

before(async () => {
  app = await openApiApp();
  processors = await openApiProcessors(app);
});
after(async () => {
  await processors.close();
  await app.remove();
});
beforeEach(async () => {
  shop = await createShop(app.url);
});

type Body = string | Buffer | ReadableStream;

async function post(
  query: string,
  body: Body,
  { path = '/api/v1/catalog', token = shop.writeKey, type = 'text/csv' } = {},
) {
  const response = await fetch(`${app.url}${path}/import?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body: body as string,
    ...({ duplex: 'half' } as object),
  });
  return { status: response.status, text: await response.text() };
}

/** The answer to a whole file: its last line, with the refused lines of all. */
async function sent(query: string, body: Body, asked = {}): Promise<CatalogImportProgress> {
  const { status, text } = await post(query, body, asked);
  assert.equal(status, 200, text);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as CatalogImportProgress);
  await processors.drained();
  return { ...lines.at(-1)!, errors: lines.flatMap(({ errors }) => errors) };
}
async function catalog(): Promise<Json[]> {
  return (await ask(`${app.url}/api/v1/catalog?limit=100`, { token: shop.readKey })).body.data;
}
const available = async () => (await catalog()).filter((item) => item.available).map(({ productId }) => productId);
const feed = (...ids: string[]) => `id,title,price\n${ids.map((id) => `${id},Product ${id},12.95 EUR\n`).join('')}`;
const madeOf = ({ created, updated, pending }: CatalogImportProgress) => created + updated + pending;

test('a feed becomes the catalog, each refused line with its number and why, whatever is wrong with it', async () => {
  const file = [
    'id,title,price,availability',
    ...['a,A,12.95 EUR,in_stock', 'b,B,"12,95 EUR",in_stock', 'c,"C,1,in_stock', 'd,D,1', 'e,E,1.00005,out_of_stock'],
    ...[',No id,1,', 'a,Again,2,'],
  ].join('\n');
  const told = await sent('format=google-feed', file);
  assert.deepEqual([madeOf(told), told.rejected, told.repeated, told.rounded, told.done], [2, 4, 1, 1, true]);
  assert.deepEqual(told.errors.map(({ line, productId, errors }) => [line, productId, errors[0]?.code]).toSorted(), [
    [3, 'b', 'invalid_price'],
    [4, undefined, 'stray_quote'],
    [5, undefined, 'other_width'],
    [7, undefined, 'required'],
  ]);
  assert.deepEqual(
    (await catalog()).map(({ productId, name, price, currency, available: can }) => [
      productId,
      name,
      price,
      currency,
      can,
    ]),
    [
      ['a', 'A', 12.95, 'EUR', true],
      ['e', 'E', 1, null, false],
    ],
  );
});

test('an availability that nobody knows is told by its column, beside what else is wrong, and retires nothing', async () => {
  await sent('format=google-feed', feed('a', 'b', 'c'));
  const file = 'id,title,price,availability\na,A,1 EUR,soon\nb,B,"1,5",soon\nc,C,1 EUR,in stock\n';
  const told = await sent('format=google-feed&full=true', file);
  assert.deepEqual(
    told.errors.map(({ productId, errors }) => [productId, errors.map(({ path }) => path)]),
    [
      ['a', ['/availability']],
      ['b', ['/availability', '/price']],
    ],
  );
  assert.deepEqual(await available(), ['a', 'b', 'c']);
});

test('XML is read in the encoding that it names, unless another one is asked for', async () => {
  const rss = `<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><id>k</id><title>Küche</title><price>1.00 EUR</price></item></rss>`;
  const bytes = Buffer.from(rss, 'latin1');
  assert.equal(madeOf(await sent('format=google-feed', bytes, { type: 'application/xml' })), 1);
  assert.deepEqual(
    (await catalog()).map(({ name }) => name),
    ['Küche'],
  );
  const asUtf8 = await sent('format=google-feed&encoding=utf-8', bytes, { type: 'application/xml' });
  assert.match(asUtf8.failure ?? '', /no UTF-8/, 'control');
});

test('a dry run answers as the file itself does, and changes nothing', async () => {
  await sent('format=google-feed', feed('a'));
  const before = await catalog();
  const dry = await sent('format=google-feed&dryRun=true&full=true', feed('b', 'a', 'b'));
  assert.deepEqual([dry.created, dry.updated, dry.repeated, dry.retired, dry.dryRun], [1, 1, 1, 0, true]);
  assert.equal(
    (await sent('format=google-feed&dryRun=true&full=true', feed('b', 'c'))).keptBecause?.includes('1 of 1'),
    true,
  );
  assert.deepEqual(await catalog(), before);
});

test('a whole file makes unavailable what it lacks, and a later one brings it back', async () => {
  await sent('format=google-feed', feed('a', 'b', 'c', 'd'));
  const dry = await sent('format=google-feed&full=true&dryRun=true', feed('a', 'b', 'c'));
  const told = await sent('format=google-feed&full=true', feed('a', 'b', 'c'));
  assert.deepEqual([dry.retired, told.retired, told.keptBecause], [1, 1, undefined]);
  assert.deepEqual(await available(), ['a', 'b', 'c']);
  assert.equal((await catalog()).length, 4, 'what is retired is still there, with its name');
  assert.equal((await sent('format=google-feed&full=true', feed('a', 'b', 'c'))).retired, 0, 'once');
  await sent('format=google-feed&full=true', feed('a', 'b', 'c', 'd'));
  assert.deepEqual(await available(), ['a', 'b', 'c', 'd']);
  await sent('format=google-feed', feed('a'));
  assert.deepEqual(await available(), ['a', 'b', 'c', 'd'], 'control: without `full` nothing is retired');
});

test('nothing is retired by a file that lacks most, has lines that cannot be read, or breaks off; refused products are in the file', async () => {
  await sent('format=google-feed', feed('a', 'b', 'c', 'd'));
  const most = await sent('format=google-feed&full=true', feed('a'));
  assert.match(most.keptBecause ?? '', /lacks 3 of 4 available products, which is more than 50 %/);
  assert.match((await sent('format=google-feed&full=true', 'id,title,price\n')).keptBecause ?? '', /lacks 4 of 4/);
  const unread = await sent('format=google-feed&full=true', `${feed('a', 'b', 'c')}d,"D,1\n`);
  assert.match(unread.keptBecause ?? '', /1 line of it could not be read/);
  const cut = await sent('format=google-feed&full=true', gzipSync(feed('a', 'b', 'c')).subarray(0, -8));
  assert.deepEqual([cut.done, cut.failure?.slice(0, 30)], [false, 'The compressed body breaks off']);
  const refused = await sent('format=google-feed&full=true', `${feed('a', 'b', 'c')}d,D,cheap\n`);
  assert.deepEqual([refused.rejected, refused.retired, refused.keptBecause], [1, 0, undefined]);
  assert.deepEqual(await available(), ['a', 'b', 'c', 'd']);
  const asked = await sent('format=google-feed&full=true&retireUpTo=100', feed('a'));
  assert.equal(asked.retired, 3, 'control');
});

test('what somebody else writes while a file is read is not retired', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const answer = sent('format=google-feed&full=true&retireUpTo=100', readable);
  await writer.write(Buffer.from(feed('a')));
  await ask(`${app.url}/api/v1/catalog`, {
    ...{ method: 'POST', token: shop.writeKey },
    body: { productId: 'new', name: 'New', category: 'x', price: 1 },
  });
  await processors.drained();
  await writer.close();
  assert.deepEqual([(await answer).retired, await available()], [0, ['a', 'new']]);
});

test('a file that lacks a column of its format fails before anything is written, and says which', async () => {
  const told = await sent('format=shopify-products', feed('a'));
  assert.deepEqual([told.done, madeOf(told)], [false, 0]);
  assert.match(told.failure ?? '', /lacks `url handle`/);
  assert.match((await sent('format=google-feed', '')).failure ?? '', /empty/);
  assert.deepEqual(await catalog(), []);
});

test('what stands before the place where a file cannot be read on is in, and the whole file converges', async () => {
  const item = (id: string) => `<item><id>${id}</id><title>${id}</title><price>1</price></item>`;
  const half = await sent('format=google-feed', `<rss>${item('a')}${item('b')}<item>`, { type: 'application/xml' });
  assert.deepEqual([half.done, half.failure?.includes('Line 1')], [false, true]);
  const whole = await sent('format=google-feed', `<rss>${item('a')}${item('b')}${item('c')}</rss>`, {
    type: 'text/xml',
  });
  assert.deepEqual([whole.done, madeOf(whole), await available()], [true, 3, ['a', 'b', 'c']]);
});

/** Sends a file whole before it looks for an answer, and a second request behind it on the same connection. Returns the statuses of both. */
async function sentBlindly(body: Buffer): Promise<string[]> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  let told = '';
  socket.setEncoding('latin1').on('data', (text) => (told += text));
  socket.write(
    `POST /api/v1/catalog/import?format=google-feed HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${shop.writeKey}\r\ncontent-type: text/csv\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  socket.write(body);
  socket.write(`GET /api/v1/catalog HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${shop.readKey}\r\n\r\n`);
  const statuses = () => [...told.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status!);
  await waitFor(
    async () => statuses().length === 2,
    () => `both answers, not ${told}`,
  ).finally(() => socket.destroy());
  return statuses();
}

test('a file that is refused early is read to its end: the next request on the connection is answered, packed or not', async () => {
  const rows = 'x,1\n'.repeat(2_000_000);
  assert.deepEqual(await sentBlindly(Buffer.from(feed('a'))), ['200', '200'], 'control: a small one');
  assert.deepEqual(await sentBlindly(Buffer.from(`name,cost\n${rows}`)), ['200', '200'], 'lacks a column');
  const noise = randomBytes(8_000_000);
  assert.deepEqual(await sentBlindly(Buffer.concat([Buffer.from([0x1f, 0x8b]), noise])), ['200', '200'], 'no gzip');
  assert.deepEqual(await sentBlindly(gzipSync(Buffer.concat([Buffer.from('name,cost\n'), noise]))), ['200', '200']);
});

test('one file at a time goes into a catalog; others do not wait', async () => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const first = post('format=google-feed', readable);
  await writer.write(Buffer.from(feed('a')));
  const isBusy = async () => (await post('format=google-feed&dryRun=true', feed('b'))).status === 409;
  while (!(await isBusy()));
  const other = await createShop(app.url);
  assert.equal((await post('format=google-feed', feed('b'), { token: other.writeKey })).status, 200, 'control');
  await writer.close();
  assert.equal((await first).status, 200);
  assert.equal((await post('format=google-feed', feed('b'))).status, 200, 'after it the next may');
});

test('an admin sends a file to a space of an own tenant, which is in the audit trail; read keys send none', async () => {
  const path = `/api/v1/tenants/${shop.tenantId}/catalog`;
  const told = await sent('format=google-feed&space=test', feed('a'), { path, token: shop.adminToken });
  assert.equal(madeOf(told), 1);
  assert.deepEqual(await catalog(), []);
  const audit = await ask(`${app.url}/api/v1/tenants/${shop.tenantId}/audit`, { token: shop.adminToken });
  const act = audit.body.data.find(({ action }: Json) => action === 'catalog.uploaded');
  assert.deepEqual([act?.detail.space, act?.detail.format], ['test', 'google-feed']);
  assert.equal((await post('format=google-feed', feed('a'), { token: shop.readKey })).status, 403);
  assert.equal((await post('format=excel', feed('a'))).status, 400);
  assert.equal((await post('format=google-feed', feed('a'), { type: 'application/json' })).status, 415);
});

/** Sends a file of an admin without an end, and does `act` once some of it is in. If it is to go on, it ends 20 pieces later, and `wasEnded` says whether it was ended before. Returns the last line of the answer too. */
async function fileDuring(act: () => Promise<unknown>, { goesOn = false, query = '' } = {}) {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const ending = new AbortController();
  const path = `/api/v1/tenants/${shop.tenantId}/catalog`;
  let wasEnded = false;
  const answer = post(`format=google-feed${query}`, readable, { path, token: shop.adminToken }).finally(() => {
    wasEnded = !ending.signal.aborted;
  });
  let lines = 0;
  const sending = (async () => {
    await writer.write(Buffer.from('id,title,price\n'));
    while (!ending.signal.aborted) {
      await writer.write(Buffer.from(Array.from({ length: 200 }, () => `p${++lines},A,1\n`).join('')));
      await setTimeout(50);
    }
    await writer.close();
  })().catch(() => {});
  const sent = (wanted: number) =>
    waitFor(
      async () => lines >= wanted,
      () => `${wanted} lines are sent`,
    );
  await sent(400);
  await act();
  if (goesOn) {
    await sent(lines + 4_000);
    ending.abort();
  }
  const told = (await answer).text.trim().split('\n').at(-1)!;
  ending.abort();
  await sending;
  await processors.drained();
  return { wasEnded, last: JSON.parse(told) as CatalogImportProgress };
}

test('the file of an admin ends once the tenant is suspended or deleted, a dry run too; what was stored is in the audit trail', async () => {
  const tenant = `${app.url}/api/v1/tenants/${shop.tenantId}`;
  const becomes = (status: string) =>
    ask(tenant, { method: 'PUT', token: shop.adminToken, body: { status } }).then(({ status: told }) =>
      assert.equal(told, 200),
    );
  const control = await fileDuring(() => becomes('active'), { goesOn: true });
  assert.deepEqual([control.wasEnded, control.last.done], [false, true], 'control: an active one takes it to its end');

  for (const query of ['', '&dryRun=true']) {
    const suspended = await fileDuring(() => becomes('suspended'), { query });
    assert.deepEqual([suspended.wasEnded, suspended.last.done], [true, false], query);
    assert.match(suspended.last.failure ?? '', /Tenant suspended/);
    const audit = await ask(`${tenant}/audit`, { token: shop.adminToken });
    const act = audit.body.data.filter(({ action }: Json) => action === 'catalog.uploaded');
    assert.equal(act.length, 2, 'that of the control, and that which was cut short');
    await becomes('active');
  }

  const deleted = await fileDuring(() => ask(tenant, { method: 'DELETE', token: shop.adminToken }));
  assert.deepEqual([deleted.wasEnded, deleted.last.done], [true, false]);
  assert.match(deleted.last.failure ?? '', /no such tenant/);
});

test('a file that unfolds to much ends with its client', async () => {
  const refused = 5_000_000;
  const file = gzipSync(feed('a') + ',No id,1\n'.repeat(refused));
  const leaving = new AbortController();
  const tenant = `${app.url}/api/v1/tenants/${shop.tenantId}`;
  const response = await fetch(`${tenant}/catalog/import?format=google-feed&space=live`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.adminToken}`, 'content-type': 'application/gzip' },
    body: file,
    signal: leaving.signal,
  });
  const { value } = await response.body!.getReader().read();
  leaving.abort();
  assert.match(Buffer.from(value!).toString(), /"rejected":[1-9]/, 'control: it is worked on');
  let act: Json;
  await waitFor(
    async () => {
      const audit = await ask(`${tenant}/audit`, { token: shop.adminToken });
      act = audit.body.data.find(({ action }: Json) => action === 'catalog.uploaded');
      return act !== undefined;
    },
    () => 'the import has ended',
  );
  assert.ok(act.detail.rejected < refused, `${act.detail.rejected} lines`);
  assert.equal((await post('format=google-feed', feed('b'))).status, 200, 'the catalog takes the next file');
});
