import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { placesByCount } from './places-by-count.ts';

test('places come by falling count, equal ones in their order, whatever was sorted before', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(40), { maxLength: 30 }), { maxLength: 4 }), (lists) => {
      for (const counts of lists) {
        const expected = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
        assert.deepEqual([...placesByCount(Float64Array.from(counts))], expected);
      }
    }),
  );
});
