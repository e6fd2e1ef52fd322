import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { createInterner } from '../../memory/interner.ts';
import { countShared } from './count-shared.ts';
import { createVoters } from './voters.ts';

const products = 40;
const voter = fc.record({ items: fc.uniqueArray(fc.nat({ max: products - 1 })), shared: fc.nat({ max: 2 ** 31 - 1 }) });
const question = fc.record({
  voters: fc.array(voter, { maxLength: 255 }),
  best: fc.uniqueArray(fc.nat({ max: products - 1 }), { maxLength: 8 }),
  but: fc.integer({ min: -1, max: 30 }),
});

/** A shard that knows all products, whose joint numbers are then those of the shard. */
function jointOfOne() {
  const items = createInterner();
  for (let product = 0; product < products; product++) items.intern(`p${product}`);
  return jointItemsOf([{ items }]);
}

test('the item that most voters for a product share, and how many have it, is found as by counting each by itself', () => {
  const joint = jointOfOne();
  fc.assert(
    fc.property(question, ({ voters: list, best, but }) => {
      const voters = createVoters(255);
      for (const [n, { items, shared }] of list.entries()) {
        voters.shared[n] = shared;
        voters.starts[n + 1] = (voters.starts[n] ?? 0) + items.length;
      }
      voters.numbers = Int32Array.from(list.flatMap(({ items }) => items));
      voters.count = list.length;
      const counts = countShared(
        joint,
        best.map((number) => ({ number })),
        voters,
      );
      for (const [place, number] of best.entries()) {
        const each = Array.from({ length: 31 }, (_, bit) =>
          bit === but
            ? 0
            : list.filter(({ items, shared }) => items.includes(number) && ((shared >> bit) & 1) === 1).length,
        );
        const most = Math.max(...each);
        assert.equal(counts.having(place), list.filter(({ items }) => items.includes(number)).length);
        assert.deepEqual(counts.mostWith(place, but), { most, at: most === 0 ? -1 : each.lastIndexOf(most) });
      }
    }),
    { seed: 21, numRuns: 200 },
  );
});

test('more voters than the counters hold are refused, not miscounted', () => {
  const voters = createVoters(256);
  voters.count = 256;
  assert.throws(() => countShared(jointOfOne(), [], voters), RangeError);
});
