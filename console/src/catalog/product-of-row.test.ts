import assert from 'node:assert/strict';
import test from 'node:test';
import { columnMeaning, productOfRow } from './product-of-row.ts';

test('a row becomes a product: fields by their names, other columns attributes, empty cells nothing', () => {
  const row = { productId: 'mug', name: 'Blue mug', category: 'Home', price: '12.95', url: '', colour: 'blue' };
  assert.deepEqual(productOfRow(row), {
    productId: 'mug',
    name: 'Blue mug',
    category: 'Home',
    price: '12.95',
    attributes: { colour: 'blue' },
  });
});

test('a row of a Google product feed is understood', () => {
  const row = {
    id: '7',
    title: 'Mug',
    product_type: 'Home > Mugs',
    price: '9.50 EUR',
    image_link: 'https://shop.example/7.jpg',
    link: 'https://shop.example/7',
    availability: 'out of stock',
  };
  assert.deepEqual(productOfRow(row), {
    productId: '7',
    name: 'Mug',
    category: 'Home > Mugs',
    price: '9.50',
    currency: 'EUR',
    imageUrl: 'https://shop.example/7.jpg',
    url: 'https://shop.example/7',
    available: false,
  });
});

test('attributes are numbers and truths where they look so, and ids with zeros before them stay texts', () => {
  const row = { 'attributes.margin': '0.25', ean: '0012345', isNew: 'true', attributes: '{"rating":4.5}' };
  assert.deepEqual(productOfRow(row), { attributes: { margin: 0.25, ean: '0012345', isNew: true, rating: 4.5 } });
  assert.deepEqual(productOfRow({ attributes: 'no json' }), { attributes: { attributes: 'no json' } });
});

test('what no field takes is left to the API to refuse', () => {
  assert.deepEqual(productOfRow({ price: 'much', available: 'perhaps' }), { price: 'much', available: 'perhaps' });
  assert.deepEqual(columnMeaning('Image URL'), { field: 'imageUrl' });
  assert.deepEqual(columnMeaning('attributes.brand'), { attribute: 'brand' });
});
