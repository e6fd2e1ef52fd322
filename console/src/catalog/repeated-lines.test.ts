import assert from 'node:assert/strict';
import test from 'node:test';
import { withoutRepeats } from './repeated-lines.ts';

test('of one id the first line counts, whatever stands around it, and each other says where the first one is', () => {
  const lines = ['mug', 'bowl', ' mug ', 'Mug', 'mug'].map((productId, at) => ({
    line: at + 2,
    product: { productId },
  }));
  const { firsts, repeats } = withoutRepeats(lines);
  assert.deepEqual(
    firsts.map(({ line }) => line),
    [2, 3, 5],
  );
  assert.deepEqual(repeats, [
    { line: 4, productId: 'mug', firstLine: 2 },
    { line: 6, productId: 'mug', firstLine: 2 },
  ]);
});

test('products without a readable id repeat none, and stay for the API to refuse', () => {
  const products = [
    {},
    {},
    { productId: '' },
    { productId: ' ' },
    { productId: 7 },
    { productId: 7 },
    null,
    null,
    'mug',
    'mug',
  ];
  const lines = products.map((product, line) => ({ line, product }));
  assert.deepEqual(withoutRepeats(lines), { firsts: lines, repeats: [] });
});
