import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createSparseMaxima } from './sparse-maxima.ts';

const told = fc.array(
  fc.uniqueArray(fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 3 })), {
    selector: ([number]) => number,
    maxLength: 9,
  }),
  { maxLength: 6 },
);

test('of each number the largest count is known, and whose it was first, also when it is used again', () => {
  const maxima = createSparseMaxima();
  fc.assert(
    fc.property(told, (lists) => {
      maxima.clear();
      const expected = new Map<number, [number, number]>();
      for (const [whose, list] of lists.entries()) {
        maxima.raise(
          Int32Array.from(list, ([number]) => number),
          Float64Array.from(list, ([, count]) => count),
          whose,
        );
        for (const [number, count] of list)
          if (count > (expected.get(number)?.[0] ?? 0)) expected.set(number, [count, whose]);
      }
      const counts = maxima.counts();
      const found = Array.from(maxima.numbers(), (number, n) => [number, [counts[n], maxima.whose(number)]] as const);
      assert.deepEqual(new Map(found), expected);
      assert.equal(found.length, expected.size);
    }),
    { seed: 3, numRuns: 300 },
  );
});
