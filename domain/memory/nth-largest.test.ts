import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { nthLargest } from './nth-largest.ts';

test('the n-th largest is the one that stands there when they are sorted, however many are equal', () => {
  const values = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 200 }),
    fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 200 }),
  );
  fc.assert(
    fc.property(values, fc.nat(), fc.nat(20), (list, some, behind) => {
      const n = 1 + (some % list.length);
      const beyond = Array.from({ length: behind }, () => Number.POSITIVE_INFINITY);
      const found = nthLargest(Float64Array.from([...list, ...beyond]), list.length, n);
      assert.equal(found, Float64Array.from(list).sort().at(-n));
    }),
    { seed: 6 },
  );
});
