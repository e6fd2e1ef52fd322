import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createIntLists } from './int-lists.ts';
import { createSparseSums, type SparseSums } from './sparse-sums.ts';

test('values are counted over lists that lie in several arrays', () => {
  const lists = createIntLists();
  const count = 70_000;
  // Four places each: more than one array has.
  for (let list = 0; list < count; list++) for (const value of [list % 3, 3, 4]) lists.push(list, value);
  const which = Int32Array.from([0, count - 1, 1, 2, count + 5, 7]);
  const sumsOf = (of: SparseSums, numbers: number[]) => numbers.map((number) => of.of(number));
  const own = createSparseSums();
  lists.countEach(which, 5, own);
  assert.deepEqual(sumsOf(own, [0, 1, 2, 3, 4]), [2, 1, 1, 4, 4], 'the fifth is not there, the sixth is not asked for');
});
