import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compareWithPublished, readRetail } from './read-retail.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-retail-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
let files = 0;

function retail(...rows: string[]) {
  const file = join(folder, `${files++}.csv`);
  writeFileSync(file, `${[header, ...rows].join('\n')}\n`);
  return readRetail(file);
}

const row = (
  over: Partial<Record<'invoice' | 'code' | 'text' | 'quantity' | 'at' | 'price' | 'customer', string>> = {},
) =>
  [
    over.invoice ?? '536365',
    over.code ?? '85123A',
    over.text ?? 'MUG',
    over.quantity ?? '2',
    over.at ?? '2010-12-01 08:26:00',
    over.price ?? '2.55',
    over.customer ?? '17850.0',
    'United Kingdom',
  ].join(',');

test('a line becomes a purchase with its order, price, quantity and customer, at its time read as UTC', async () => {
  const { events } = await retail(row());
  assert.deepEqual(events, [
    {
      eventType: 'purchase',
      userId: '17850',
      productId: '85123A',
      timestamp: '2010-12-01T08:26:00.000Z',
      metadata: { orderId: '536365', price: 2.55, quantity: 2, currency: 'GBP' },
    },
  ]);
});

test('an order without a customer is a guest of its own', async () => {
  const { events, customers } = await retail(row({ customer: '' }), row({ invoice: '536366', customer: '' }));
  assert.deepEqual(
    events.map(({ userId }) => userId),
    ['guest-536365', 'guest-536366'],
  );
  assert.equal(customers, 0);
});

test('codes that differ in case are one product, named by its most frequent description', async () => {
  const { items } = await retail(
    row({ code: '85123a', text: '"MUG, RED"' }),
    row({ text: 'damaged' }),
    row({ code: '85123a', text: '"MUG, RED"' }),
    row({ text: '' }),
  );
  assert.deepEqual(
    items.map(({ productId, name }) => [productId, name]),
    [['85123A', 'MUG, RED']],
  );
});

test('lines of one order, product and price are summed', async () => {
  const { events } = await retail(row({ quantity: '2' }), row({ quantity: '5', at: '2010-12-01 08:27:00' }));
  assert.deepEqual(
    events.map(({ metadata }) => metadata.quantity),
    [7],
  );
});

test('two prices of a product in an order stay two events with identities of their own: quantity and revenue are exact', async () => {
  const { events } = await retail(row({ quantity: '3', price: '2.55' }), row({ quantity: '1', price: '2.10' }));
  assert.deepEqual(
    events.map(({ eventId, metadata: { price, quantity } }) => [eventId, price, quantity]),
    [
      [undefined, 2.55, 3],
      ['536365 85123A 2', 2.1, 1],
    ],
  );
});

test('what is no sale of a product is left out, each with its reason', async () => {
  const { events, leftOut, refused, rows, kept } = await retail(
    row(),
    row({ invoice: 'C536379', quantity: '-1' }),
    row({ code: 'POST' }),
    row({ code: 'gift_0001_20' }),
    row({ code: 'BANK CHARGES' }),
    row({ quantity: '-10' }),
    row({ price: '0.0' }),
    row({ price: '-11062.06' }),
    row({ at: 'yesterday' }),
  );
  assert.deepEqual([events.length, rows, kept, refused[0]?.count], [1, 9, 1, 1]);
  assert.deepEqual(
    leftOut.map(({ reason, count }) => `${reason} ${count}`).sort(),
    ['cancellation 1', 'not a product code 3', 'price not positive 2', 'quantity not positive 1'].sort(),
  );
});

test('dates by slashes are read in one order over the file, and a row that cannot be read is told with its line', async () => {
  const { events, refused, dateOrder } = await retail(
    row({ at: '1/12/2010 8:26' }),
    row({ invoice: '2', at: '13/12/2010 8:26' }),
    row({ invoice: '3', text: '"MUG' }),
    row({ invoice: '4', quantity: 'two' }),
    row({ invoice: '5', at: '2010-12-01T08:26:00Z' }),
  );
  assert.deepEqual(
    events.map(({ timestamp }) => timestamp.slice(0, 10)),
    ['2010-12-01', '2010-12-13', '2010-12-01'],
  );
  assert.equal(dateOrder, 'day first');
  assert.deepEqual(refused.map(({ example }) => example.slice(0, 6)).toSorted(), ['line 4', 'line 5']);
});

test('an order of more than a thousand lines comes through whole, gzipped as well', async () => {
  const file = join(folder, 'large.csv');
  const rows = Array.from({ length: 1_106 }, (_, n) => row({ code: String(10_000 + n) }));
  writeFileSync(file, gzipSync(`${[header, ...rows].join('\r\n')}\r\n`));
  const { events, orders } = await readRetail(file);
  assert.deepEqual([events.length, orders], [1_106, 1]);
});

test('a file with other columns is refused by those it lacks', async () => {
  const file = join(folder, 'other.csv');
  writeFileSync(file, 'a,b\n1,2\n');
  await assert.rejects(readRetail(file), /lacks InvoiceNo, StockCode/);
});

test('a gzip file that breaks off is an error, not the end of the rows', async () => {
  const file = join(folder, 'cut.csv');
  const rows = Array.from({ length: 2_000 }, (_, n) => row({ code: String(10_000 + n) }));
  writeFileSync(file, gzipSync([header, ...rows].join('\n')).subarray(0, 2_000));
  await assert.rejects(readRetail(file), /unexpected end of file/);
});

test('the published file is compared with what must come out of it; another file is not', () => {
  const right = { rows: 541_909, kept: 527_725, orders: 19_773, products: 3_791, customers: 4_334 };
  assert.match(compareWithPublished(right)[0] ?? '', /that it must have$/);
  assert.match(compareWithPublished({ ...right, orders: 19_772 })[0] ?? '', /but it must have 19773 orders$/);
  assert.deepEqual(compareWithPublished({ ...right, rows: 5 }), []);
});
