import assert from 'node:assert/strict';
import test from 'node:test';
import { turnsOf } from './turns-of.ts';

const lines = (count: number, product: unknown) => Array.from({ length: count }, (_, line) => ({ line, product }));

test('a turn has at most 500 products and 3 MiB, and the order is kept', () => {
  assert.deepEqual(
    turnsOf(lines(1_001, { productId: 'a' })).map((turn) => turn.length),
    [500, 500, 1],
  );
  const large = lines(4, { description: 'ü'.repeat(600_000) });
  assert.deepEqual(
    turnsOf(large).map((turn) => turn.map(({ line }) => line)),
    [
      [0, 1],
      [2, 3],
    ],
  );
  assert.deepEqual(turnsOf([]), []);
});
