import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bestAt } from './best-at.ts';

test('the best are those of a sort of all by score and then by what else decides, whatever is equal', () => {
  const scores = fc.array(fc.nat(6), { maxLength: 120 });
  fc.assert(
    fc.property(scores, fc.nat(130), (list, limit) => {
      const asked: [number, number][] = [];
      const compare = (a: number, b: number) => {
        asked.push([a, b]);
        return (list[b] ?? 0) - (list[a] ?? 0) || b - a;
      };
      const best = bestAt(Float64Array.from(list), list.length, limit, (place) => place, compare);
      assert.ok(
        asked.every(([a, b]) => list[a] === list[b]),
        'it is asked of equal scores alone',
      );
      assert.deepEqual(best, [...list.keys()].sort(compare).slice(0, limit));
    }),
    { seed: 19 },
  );
});

test('what stands behind the limit is not made; control: all of it is, if all is wanted', () => {
  const scores = Float64Array.from({ length: 1_000 }, (_, place) => place);
  const madeFor = (limit: number) => {
    let made = 0;
    bestAt(
      scores,
      scores.length,
      limit,
      () => {
        made += 1;
      },
      () => 0,
    );
    return made;
  };
  assert.deepEqual([madeFor(10), madeFor(2_000)], [10, 1_000]);
});
