import assert from 'node:assert/strict';
import test from 'node:test';
import { addToCart, type Cart, maxLines, maxQuantity, piecesIn, readCart, setInCart, writeCart } from './cart.ts';

const cart: Cart = [
  { productId: 'p-1', quantity: 2 },
  { productId: 'p-2', quantity: 1 },
];

test('a cart is the same after it was written and read, and what is no line is left out', () => {
  assert.deepEqual(readCart(writeCart(cart)), cart);
  assert.deepEqual(readCart(''), []);
  assert.deepEqual(readCart('p-1*2.<b>*1.p-3*0.p-4*99.p-2*1'), cart);
});

test('a cart that no page wrote has each product once, and no more than a cart holds', () => {
  assert.deepEqual(readCart('p-1*2.p-2*1.p-1*3'), [{ productId: 'p-1', quantity: 3 }, cart[1]]);
  const many = (lines: number) => readCart(Array.from({ length: lines }, (_, n) => `p-${n}*1`).join('.')).length;
  assert.deepEqual([many(maxLines + 1), many(maxLines)], [maxLines, maxLines]);
});

test('what is added is added to what is there, up to the limits', () => {
  assert.deepEqual(addToCart(cart, { productId: 'p-1', quantity: 3 })[0], { productId: 'p-1', quantity: 5 });
  assert.equal(addToCart(cart, { productId: 'p-1', quantity: 9 })[0]?.quantity, maxQuantity);
  const full = Array.from({ length: maxLines }, (_, n) => ({ productId: `p-${n}`, quantity: 1 }));
  assert.equal(addToCart(full, { productId: 'one-more', quantity: 1 }).length, maxLines);
  assert.equal(addToCart(full, { productId: 'p-3', quantity: 1 })[3]?.quantity, 2, 'control: of one that is there');
});

test('a quantity that is set stands in place of the one before, and none takes the product out', () => {
  assert.deepEqual(setInCart(cart, { productId: 'p-1', quantity: 1 }), [{ productId: 'p-1', quantity: 1 }, cart[1]]);
  assert.deepEqual(setInCart(cart, { productId: 'p-1', quantity: 0 }), [cart[1]]);
  assert.equal(piecesIn(cart), 3);
});
