import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { placesByScore } from './places-by-score.ts';

test('places are in the order of a stable sort by score, of as many scores as are asked for', () => {
  const scores = fc.array(fc.oneof(fc.nat(3), fc.double({ noNaN: true })), { maxLength: 200 });
  fc.assert(
    fc.property(scores, fc.nat(), (list, some) => {
      const count = list.length === 0 ? 0 : some % (list.length + 1);
      const places = [...placesByScore(Float64Array.from(list), count)];
      const expected = Array.from({ length: count }, (_, place) => place);
      expected.sort((a, b) => ((list[a] ?? 0) === (list[b] ?? 0) ? a - b : (list[a] ?? 0) > (list[b] ?? 0) ? -1 : 1));
      assert.deepEqual(places, expected);
    }),
    { seed: 19 },
  );
});
