import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventName, isIgnored, typeOfName } from './event-names.ts';

const names: readonly EventName[] = [
  { name: 'Wishlist Product Added', takenAs: 'product_clicked' },
  { name: 'Song Played', takenAs: 'ignore' },
  { name: 'Product Viewed', takenAs: 'purchase' },
  { name: 'add_to_cart', takenAs: 'ignore' },
];

test('a name that nobody else knows is taken as the shop has set it, letter by letter', () => {
  assert.equal(typeOfName('Wishlist Product Added', names), 'product_clicked');
  for (const name of ['wishlist product added', 'constructor', ''])
    assert.equal(typeOfName(name, names), name, 'control');
});

test('what the software of a sender means by a name, and our own types, stay what they are', () => {
  assert.equal(typeOfName('Product Viewed', names, { 'Product Viewed': 'product_viewed' }), 'product_viewed');
  assert.equal(typeOfName('Product Viewed', names), 'purchase', 'control: where nobody else knows it');
  assert.equal(typeOfName('add_to_cart', names), 'add_to_cart');
  assert.equal(isIgnored('add_to_cart', names), false);
});

test('an ignored name keeps itself, to be left out by it', () => {
  assert.equal(typeOfName('Song Played', names), 'Song Played');
  assert.deepEqual([isIgnored('Song Played', names), isIgnored('Wishlist Product Added', names)], [true, false]);
});
