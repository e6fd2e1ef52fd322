import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readShopifyOrders } from './read-shopify-orders.ts';
import type { OrderColumns } from './shopify-order-row.ts';
import { spreadDiscount } from './spread-discount.ts';

const folder = mkdtempSync(join(tmpdir(), 'recomengine-shopify-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Columns in the order of Shopify's export, those that matter here. */
const heading =
  'Name,Email,Financial Status,Currency,Subtotal,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Lineitem discount';
const read = (rows: readonly string[], columns: Partial<OrderColumns> = {}) => {
  const file = join(folder, 'orders.csv');
  writeFileSync(file, `\uFEFF${[heading, ...rows].join('\r\n')}\r\n`);
  return readShopifyOrders(file, 'utf-8', { product: 'Lineitem sku', user: null, ...columns });
};
const ada = createHash('sha256').update('ada@example.com').digest('hex');

test('an order is its rows of one name: each product a purchase, of whom the e-mail hashes to, at the time with its zone', async () => {
  const { events, lines, items, orders, shoppers, refused } = await read([
    '#1001,Ada@Example.com ,paid,EUR,69.90,0.00,2026-03-01 12:00:00 +0100,2,"Mug, blue",12.95,MUG,,0.00',
    '#1001,Ada@Example.com,,,,,2026-03-01 12:00:00 +0100,1,Pan,44.00,PAN,,0.00',
  ]);
  const common = { eventType: 'purchase', userId: ada, timestamp: '2026-03-01T11:00:00.000Z' };
  const of = { orderId: '#1001', currency: 'EUR' };
  assert.deepEqual(events, [
    { ...common, productId: 'MUG', metadata: { price: '12.9500', quantity: 2, ...of } },
    { ...common, productId: 'PAN', metadata: { price: '44.0000', quantity: 1, ...of } },
  ]);
  assert.deepEqual([lines, orders, shoppers, refused], [[2, 3], 1, 1, []]);
  const mug = { productId: 'MUG', name: 'Mug, blue', category: 'Imported', price: 12.95, currency: 'EUR' };
  assert.deepEqual(items[0], { ...mug, attributes: { placeholder: true } });
});

test('two prices of a product in one order are two lines, one price is summed', async () => {
  const row = (quantity: number, price: string) =>
    `#1,a@b.c,paid,EUR,,,2026-03-01 12:00:00 +0000,${quantity},Mug,${price},MUG,,`;
  const { events } = await read([row(1, '10.00'), row(2, '8.00'), row(3, '10.00')]);
  assert.deepEqual(
    events.map(({ metadata }) => {
      const { price, quantity, lineId } = metadata as { price: string; quantity: number; lineId?: string };
      return [price, quantity, lineId];
    }),
    [
      ['10.0000', 4, undefined],
      ['8.0000', 2, 'line#2'],
    ],
  );
});

test('a price is less the discount of its line, and its share of the rest of the order; revenue is the subtotal', async () => {
  const { events } = await read([
    '#1,a@b.c,paid,EUR,54.00,10.00,2026-03-01 12:00:00 +0000,2,Mug,12.00,MUG,,4.00',
    '#1,a@b.c,,,,,,1,Pan,40.00,PAN,,0.00',
  ]);
  assert.deepEqual(
    events.map(({ metadata }) => metadata),
    [
      { price: '9.0000', quantity: 2, discount: '6.0000', orderId: '#1', currency: 'EUR' },
      { price: '36.0000', quantity: 1, discount: '4.0000', orderId: '#1', currency: 'EUR' },
    ],
  );
});

test('a discount is spread without losing any of it; a subtotal above the lines changes nothing', () => {
  const lines = [1n, 1n, 1n].map((n) => ({ priceE4: n * 100_000n, quantity: 1, discountE4: 0n }));
  const paid = spreadDiscount(lines, 200_000n);
  assert.equal(
    paid.reduce((sum, { pricedE4 }) => sum + pricedE4, 0n),
    200_000n,
  );
  for (const subtotal of [undefined, 300_000n, 400_000n])
    assert.deepEqual(spreadDiscount(lines, subtotal), Array(3).fill({ pricedE4: 100_000n, discountE4: 0n }));
  const free = [{ priceE4: 100_000n, quantity: 2, discountE4: 900_000n }];
  assert.deepEqual(spreadDiscount(free, 0n), [{ pricedE4: 0n, discountE4: 200_000n }]);
});

test('cancelled, voided and refunded orders are left out; rows that cannot be read are failures with their lines', async () => {
  const row = (
    name: string,
    change: { status?: string; cancelled?: string; sku?: string; price?: string; at?: string },
  ) => {
    const { status = 'paid', cancelled = '', sku = 'MUG', price = '1.00', at = '2026-03-01 12:00:00 +0000' } = change;
    return `${name},a@b.c,${status},EUR,,,${at},1,Mug,${price},${sku},${cancelled},`;
  };
  const { events, leftOut, refused } = await read([
    row('#1', { cancelled: '2026-03-02 12:00:00 +0000' }),
    row('#2', { status: 'voided' }),
    row('#3', { status: 'refunded' }),
    row('#4', { status: 'partially_refunded' }),
    row('#5', { sku: '' }),
    row('#6', { price: '1,00 EUR' }).replace('1,00 EUR', '1.00 EUR'),
    row('#7', { at: 'yesterday' }),
    '#8,"stray',
  ]);
  assert.deepEqual(
    events.map(({ metadata }) => (metadata as { orderId: string }).orderId),
    ['#4'],
  );
  assert.deepEqual(leftOut.map(({ reason }) => reason).sort(), ['cancelled order', 'refunded order', 'voided order']);
  assert.deepEqual(refused.map(({ example }) => example).sort(), [
    'line 6, order #5',
    'line 7, order #6',
    'line 8, order #7',
    'line 9',
  ]);
});

test('other columns may have the ids; who left none is a guest of the order; a missing column is named before anything is sent', async () => {
  const rows = [
    '#1,a@b.c,paid,EUR,,,2026-03-01 12:00:00 +0000,1,Mug,1.00,,,',
    '#2,,paid,EUR,,,2026-03-01 12:00:00 +0000,1,Mug,1.00,,,',
  ];
  const { events } = await read(rows, { product: 'Lineitem name', user: 'Email' });
  assert.deepEqual(
    events.map(({ userId, productId }) => [userId, productId]),
    [
      ['a@b.c', 'Mug'],
      ['guest-#2', 'Mug'],
    ],
  );
  await assert.rejects(read(rows, { user: 'Phone' }), /lacks Phone/);
});
