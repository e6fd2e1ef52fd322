import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { createSlotScores } from './slot-scores.ts';

const some = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 });
const limit = fc.integer({ min: 0, max: 220 });
const nameOf = (slot: number) => `p${(slot * 7) % 211}`;

test('what is selected in no order is what is selected in order, ties by name', () => {
  fc.assert(
    fc.property(some, limit, (list, wanted) => {
      const scores = createSlotScores();
      for (const [slot, score] of list.entries()) {
        scores.meet(slot);
        scores.set(slot, score);
      }
      const sorted = Array.from(list, (_, slot) => slot)
        .filter((slot) => scores.of(slot) > 0)
        .sort((a, b) => scores.of(b) - scores.of(a) || (nameOf(a) < nameOf(b) ? -1 : 1))
        .slice(0, wanted);
      assert.deepEqual(scores.best(wanted, nameOf), sorted);
      assert.deepEqual(new Set(scores.select(wanted, nameOf)), new Set(sorted));
    }),
    { seed: 4 },
  );
});
