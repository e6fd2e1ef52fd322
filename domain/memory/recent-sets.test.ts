import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createRecentSets } from './recent-sets.ts';

const limits = { sets: 20, itemsOfSet: 6 };
/** Item 0 is in nearly every set, item 11 in few: what is counted by its sets, and what by the sets of the others. */
const item = fc.nat(143).map((n) => Math.floor(Math.sqrt(n)));
const sets = fc.array(fc.array(item, { maxLength: 8 }), { maxLength: 60, size: 'max' });
const others = fc.array(fc.integer({ min: -1, max: 14 }), { minLength: 1, maxLength: 12 });

test('the sets with two items are counted as by a recount of those that are kept, whichever item has more sets', () => {
  let dropped = 0;
  fc.assert(
    fc.property(sets, item, others, fc.integer({ min: 1, max: 4 }), (list, one, asked, most) => {
      const recent = createRecentSets(limits);
      for (const items of list) {
        const number = recent.open();
        for (const each of items) recent.add(number, each);
      }
      dropped += Math.max(0, list.length - limits.sets);
      const kept = list.slice(-limits.sets).map((items) => new Set([...new Set(items)].slice(0, limits.itemsOfSet)));
      const recount = (a: number, b: number) => kept.filter((items) => items.has(a) && items.has(b)).length;
      const sums = new Float64Array(asked.length);
      recent.addCountsWith(one, Int32Array.from(asked), sums);
      assert.deepEqual(
        [...sums],
        asked.map((other) => recount(one, other)),
      );
      for (const other of asked.filter((each) => each >= 0))
        assert.equal(recent.countBoth(one, other, most), Math.min(most, recount(one, other)));
    }),
    { seed: 9, numRuns: 300 },
  );
  assert.ok(dropped > 100, 'control: sets were dropped');
});
