import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxEarners } from '#console/queries/top-products.ts';
import { earnedByLost } from './earned-by-lost.ts';

const listOf = (length: number) => Array.from({ length }, (_, n) => ({ productId: `p-${n}`, revenue: length - n }));

test('what is lost has earned what its products are listed with, and nothing where all that earn are listed', () => {
  assert.deepEqual(earnedByLost(['p-0', 'p-2', 'other'], listOf(3)), { revenue: 4, isAtLeast: false });
  assert.deepEqual(earnedByLost(['other'], []), { revenue: 0, isAtLeast: false });
});

test('behind the end of a list that was cut a product may have earned something: the sum is said to be the least', () => {
  const cut = listOf(maxEarners);
  assert.deepEqual(earnedByLost(['p-0', 'other'], cut), { revenue: maxEarners, isAtLeast: true });
  assert.deepEqual(earnedByLost(['p-0'], cut), { revenue: maxEarners, isAtLeast: false });
});
