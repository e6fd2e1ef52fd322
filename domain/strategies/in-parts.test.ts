import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { inParts } from './in-parts.ts';

const some = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 });
const limit = fc.integer({ min: 0, max: 220 });

test('parts one behind the other are what sorting all at once gives', () => {
  fc.assert(
    fc.property(some, limit, (list, wanted) => {
      const scores = Float64Array.from(list);
      const compare = (a: number, b: number) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b;
      const sorted = Array.from(list, (_, n) => n).sort(compare);
      const parts = [...inParts({ scores, count: list.length }, wanted, (place) => place, compare)];
      assert.deepEqual(parts.flat(), sorted.slice(0, wanted));
    }),
    { seed: 3 },
  );
});

test('what is not read is not made; control: all of it is, if all is read', () => {
  const scores = Float64Array.from({ length: 1_000 }, (_, n) => 1 / (n + 1));
  let made = 0;
  const makeAt = (place: number) => {
    made += 1;
    return place;
  };
  const parts = inParts({ scores, count: 1_000 }, 1_000, makeAt, (a, b) => a - b);
  parts.next();
  assert.ok(made < 100, `${made} were made for the first part`);
  assert.equal(Array.from(parts).flat().length, 1_000 - 16);
  assert.ok(made >= 1_000);
});
