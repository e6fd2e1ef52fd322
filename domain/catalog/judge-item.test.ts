import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeItem } from './judge-item.ts';

const sent = { productId: 'p', name: 'Mug', category: 'Mugs', price: 12.95 };
const accepted = (body: unknown) => {
  const judged = judgeItem(body);
  assert.ok(judged.ok, judged.ok ? '' : JSON.stringify(judged.errors));
  return judged;
};

test('an optional field that is null or empty is as one left out', () => {
  const plain = accepted(sent).item;
  for (const nothing of [null, '']) {
    const fields = ['currency', 'imageUrl', 'url', 'description', 'available', 'attributes'];
    assert.deepEqual(accepted({ ...sent, ...Object.fromEntries(fields.map((name) => [name, nothing])) }).item, plain);
  }
  assert.ok(!judgeItem({ ...sent, name: '' }).ok, 'control: a required one is not');
});

test('the price that was meant is kept, and where it is rounded that is said', () => {
  const priced = (price: unknown) => {
    const { item, notes } = accepted({ ...sent, price });
    return [item.priceE4, ...notes.map(({ path, code }) => `${path} ${code}`)];
  };
  assert.deepEqual(priced(15 * 1.19), [178_500n]);
  assert.deepEqual(priced('17.849999999999998'), [178_500n]);
  assert.deepEqual(priced(1.00005), [10_000n, '/price rounded']);
  for (const price of ['1.234,56', '12.95 EUR', '-1', null]) {
    const judged = judgeItem({ ...sent, price });
    assert.ok(!judged.ok && judged.errors.every(({ path, code }) => path === '/price' && code === 'invalid_price'));
  }
});

test('a category is kept without its empty parts, which is said, and one of nothing else is refused', () => {
  const { item, notes } = accepted({ ...sent, category: 'Tea > ' });
  assert.equal(item.category, 'Tea');
  assert.deepEqual(notes, [
    { path: '/category', message: '`Tea > ` is kept as `Tea`: a part of the path is empty.', code: 'trimmed' },
  ]);
  assert.deepEqual(accepted({ ...sent, category: 'Tea > Green' }).notes, [], 'control: a path without one');
  for (const category of ['>', ' / ', ' ']) {
    const judged = judgeItem({ ...sent, category });
    assert.deepEqual(!judged.ok && judged.errors.map(({ path, code }) => `${path} ${code}`), ['/category blank']);
  }
});

test('a product whose id no address can name is refused with what to do, and an id with dots is not', () => {
  for (const productId of ['.', '..']) {
    const judged = judgeItem({ ...sent, productId });
    assert.deepEqual(!judged.ok && judged.errors, [
      {
        path: '/productId',
        message: `Give the product another id than \`${productId}\`: no address can name it.`,
        code: 'dot_segment',
      },
    ]);
  }
  for (const productId of ['...', 'a.', '.a', './']) assert.ok(judgeItem({ ...sent, productId }).ok, productId);
});

test('white space around the id of a product is no part of it', () => {
  assert.equal(accepted({ ...sent, productId: ' p\t' }).item.productId, 'p');
  assert.equal(accepted({ ...sent, productId: 'p q' }).item.productId, 'p q', 'control');
  assert.ok(!judgeItem({ ...sent, productId: '  ' }).ok);
});
