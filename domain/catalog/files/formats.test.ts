import assert from 'node:assert/strict';
import test from 'node:test';
import type { CatalogFileFormat } from '#schemas/http/catalog-import.ts';
import { judgeItem } from '../judge-item.ts';
import { fileFormats } from './index.ts';

const nowMs = Date.parse('2026-11-29T12:00:00Z');

/** What the rows come to, headings as programs write them. */
function read(name: CatalogFileFormat, rows: readonly Record<string, string>[], idHeading?: string) {
  const format = fileFormats[name];
  const idColumn = idHeading === undefined ? format.idColumn : format.columnName(idHeading);
  const reader = format.createReader({ idColumn, nowMs });
  const named = rows.map((row, index) => ({
    line: index + 2,
    cells: Object.fromEntries(Object.entries(row).map(([heading, text]) => [format.columnName(heading), text])),
  }));
  return [...named.flatMap((row) => reader.push(row)), ...reader.end()];
}
const products = (...asked: Parameters<typeof read>) =>
  read(...asked).map((one) => ('product' in one ? one.product : one.problem)) as Record<string, unknown>[];

const mug = {
  id: 'mug',
  title: 'Blue mug',
  price: '12.95 EUR',
  product_type: 'Home > Kitchen',
  availability: 'in_stock',
};

test('a row of a Google feed is a product with its currency, category, links, and what else describes it', () => {
  const [product] = products('google-feed', [
    {
      ...{ ' ID ': ' mug ', Title: 'Blue &amp; large', 'g:price': '12.95 EUR', 'product type': 'Home > Kitchen' },
      ...{
        google_product_category: '674',
        link: 'https://shop.example/mug',
        'image link': 'https://shop.example/mug.jpg',
      },
      ...{ description: '<p>Holds&nbsp;<b>300</b> ml.</p>', brand: 'Riva', gtin: '', availability: 'In stock' },
    },
  ]);
  assert.deepEqual(product, {
    ...{ productId: 'mug', name: 'Blue & large', category: 'Home > Kitchen', price: '12.95', currency: 'EUR' },
    ...{ imageUrl: 'https://shop.example/mug.jpg', url: 'https://shop.example/mug', description: 'Holds 300 ml.' },
    ...{ available: true, attributes: { brand: 'Riva' } },
  });
  assert.equal(judgeItem(product).ok, true);
});

test('a sale price holds in its time alone, and without a time always', () => {
  const prices = ['', '2026-11-24T00:00+0100/2026-12-01T00:00+0100', '2026-11-01T00:00Z/2026-11-28T00:00Z', 'soon'].map(
    (range) =>
      products('google-feed', [{ ...mug, sale_price: '9.00 EUR', sale_price_effective_date: range }])[0]?.price,
  );
  assert.deepEqual(prices, ['9.00', '9.00', '12.95', '12.95']);
  assert.equal(products('google-feed', [{ ...mug, sale_price: '' }])[0]?.price, '12.95');
});

test('what can be bought is available, and a word that nobody knows is refused by its column, with those that are known', () => {
  const readOne = (availability: string) => {
    const [one] = read('google-feed', [{ ...mug, availability }]);
    assert.ok(one !== undefined && 'product' in one);
    return one;
  };
  const found = (availability: string) => readOne(availability).product.available;
  for (const words of ['in stock', 'IN_STOCK', 'preorder', 'Pre-order', 'backorder', '', 'https://schema.org/InStock'])
    assert.equal(found(words), true, words);
  for (const words of ['out_of_stock', 'out of stock', 'OutOfStock', 'Sold out'])
    assert.equal(found(words), false, words);
  assert.deepEqual(
    readOne('maybe').faults?.map(({ path, message }) => [path, /in_stock, out_of_stock/.test(message)]),
    [['/availability', true]],
  );
});

test('a price that could mean several amounts is refused with the spelling that is wanted', () => {
  for (const price of ['12,95 EUR', '1.234,56 EUR', '€12.95', '', 'free']) {
    const judged = judgeItem(products('google-feed', [{ ...mug, price }])[0]);
    assert.equal(!judged.ok && judged.errors[0]?.path, '/price', price);
  }
  for (const price of ['12.95 EUR', 'EUR 12.95', '12.95EUR', '12.95']) {
    const judged = judgeItem(products('google-feed', [{ ...mug, price }])[0]);
    assert.equal(judged.ok && judged.item.priceE4, 129_500n, price);
  }
});

test('a product without a category has one all the same', () => {
  assert.equal(
    products('google-feed', [{ ...mug, product_type: '', google_product_category: '674' }])[0]?.category,
    '674',
  );
  assert.equal(products('google-feed', [{ ...mug, product_type: '' }])[0]?.category, 'Uncategorised');
});

const shirt = {
  ...{
    Handle: 'shirt',
    Title: 'Linen shirt',
    'Body (HTML)': '<p>Cool</p>',
    Vendor: 'Riva',
    Type: 'Shirts',
    Tags: 'summer, linen',
  },
  ...{ Published: 'true', Status: 'active', 'Option1 Name': 'Size', 'Image Src': 'https://cdn.example/shirt.jpg' },
  ...{ 'Option1 Value': 'M', 'Variant SKU': 'S-M', 'Variant Price': '39.00', 'Variant Inventory Qty': '0' },
  ...{ 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Policy': 'deny' },
};
const large = {
  ...{
    Handle: 'shirt',
    'Option1 Value': 'L',
    'Variant SKU': 'S-L',
    'Variant Price': '41.00',
    'Variant Inventory Qty': '3',
  },
  ...{ 'Variant Inventory Tracker': 'shopify', 'Variant Inventory Policy': 'deny' },
};
const picture = { Handle: 'shirt', 'Image Src': 'https://cdn.example/2.jpg' };
const hat = { ...shirt, Handle: 'hat', Title: 'Hat', 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' };

test('the rows of one handle are one Shopify product, which is available while a variant is', () => {
  const [first, second, ...more] = products('shopify-products', [shirt, large, picture, hat]);
  assert.deepEqual(first, {
    ...{ productId: 'shirt', name: 'Linen shirt', category: 'Shirts', price: '39.00', url: '/products/shirt' },
    ...{ imageUrl: 'https://cdn.example/shirt.jpg', description: 'Cool', available: true },
    attributes: { vendor: 'Riva', sku: 'S-M', tags: ['summer', 'linen'], Size: ['M', 'L'] },
  });
  assert.deepEqual([second?.productId, second?.available, more], ['hat', false, []]);
  assert.ok([first, second].every((product) => judgeItem(product).ok));
});

test('a Shopify product that is a draft or not published is not available; one without a tracker is', () => {
  const available = [
    { ...large, Title: 'x' },
    { ...large, Title: 'x', Status: 'draft' },
    { ...large, Title: 'x', Published: 'FALSE' },
    { ...shirt, 'Variant Inventory Tracker': '' },
    { ...shirt, 'Variant Inventory Policy': 'continue' },
  ].map((row) => products('shopify-products', [row])[0]?.available);
  assert.deepEqual(available, [true, false, false, true, true]);
});

test('by another column each variant is a product; the names of exports since 2025 are understood', () => {
  const found = products('shopify-products', [shirt, large, picture, hat], 'Variant SKU');
  assert.deepEqual(
    found.map(({ productId, name, price, available }) => [productId, name, price, available]),
    [
      ['S-M', 'Linen shirt – M', '39.00', false],
      ['S-L', 'Linen shirt – L', '41.00', true],
      ['S-M', 'Hat', '39.00', false],
    ],
  );
  const [now] = products('shopify-products', [
    { 'URL handle': 'a', Title: 'A', Price: '1.00', SKU: 'x', 'Product image URL': '/a.png' },
  ]);
  assert.deepEqual([now?.productId, now?.price, now?.imageUrl], ['a', '1.00', '/a.png']);
});

const hoodie = {
  ...{ ID: '10', Type: 'variable', SKU: 'H', Name: 'Hoodie', Published: '1', 'In stock?': '1', 'Regular price': '' },
  ...{ Categories: 'Clothing > Hoodies, Clothing', Images: 'https://shop.example/h.jpg, https://shop.example/h2.jpg' },
  ...{ 'Attribute 1 name': 'Colour', 'Attribute 1 value(s)': 'Blue, Red', Tags: 'warm', Description: 'Soft' },
};
const variation = (over: Record<string, string>) => ({
  ...{ ID: '11', Type: 'variation', Name: 'Hoodie - Blue', Parent: 'id:10', 'Regular price': '45', 'In stock?': '0' },
  ...over,
});

test('a WooCommerce product with variations has the lowest of their prices, wherever they stand', () => {
  const found = products('woocommerce', [
    variation({}),
    hoodie,
    variation({ ID: '12', Parent: 'H', 'Regular price': '42.50', 'In stock?': '1' }),
    { ID: '13', Type: 'simple', Name: 'Cap', 'Regular price': '18', 'Sale price': '16', Published: '-1' },
  ]);
  assert.deepEqual(found[1], {
    ...{ productId: '10', name: 'Hoodie', category: 'Clothing > Hoodies', price: '42.50', description: 'Soft' },
    ...{ imageUrl: 'https://shop.example/h.jpg', available: true },
    attributes: { sku: 'H', tags: ['warm'], Colour: ['Blue', 'Red'] },
  });
  assert.deepEqual([found[0]?.productId, found[0]?.price, found[0]?.available], ['13', '16', false]);
  assert.ok(found.every((product) => judgeItem(product).ok));
});

test('a WooCommerce sale ends after its last day, and a variation without its product is told with its line', () => {
  const cap = { ID: '13', Type: 'simple', Name: 'Cap', 'Regular price': '18', 'Sale price': '16' };
  const prices = ['2026-11-28', '2026-11-29', ''].map(
    (ends) => products('woocommerce', [{ ...cap, 'Date sale price ends': ends }])[0]?.price,
  );
  assert.deepEqual(prices, ['18', '16', '16']);
  assert.deepEqual(read('woocommerce', [cap, variation({ Parent: 'id:99' })]).at(1), {
    line: 3,
    problem: 'The file lacks id:99, of which this is a variation.',
  });
});
