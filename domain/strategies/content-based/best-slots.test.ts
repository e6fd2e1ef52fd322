import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { bestSlots, createSlotRoom, sortSlots } from './best-slots.ts';

const some = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 });
const limit = fc.integer({ min: 0, max: 220 });
const nameOf = (slot: number) => `p${(slot * 7) % 211}`;
/** One for all, with whatever the one before left in it. */
const room = createSlotRoom();

test('the best are those of all that stand first when they are sorted, ties by name', () => {
  fc.assert(
    fc.property(some, limit, (list, wanted) => {
      const all = { slots: Int32Array.from(list.keys()), scores: Float64Array.from(list) };
      const scoreOf = (slot: number) => list[slot] ?? 0;
      const sorted = [...list.keys()]
        .filter((slot) => scoreOf(slot) > 0)
        .sort((a, b) => scoreOf(b) - scoreOf(a) || (nameOf(a) < nameOf(b) ? -1 : 1))
        .slice(0, wanted);
      const best = sortSlots(bestSlots(all, list.length, wanted, nameOf, room), nameOf);
      assert.deepEqual([...best.slots], sorted);
      assert.deepEqual([...best.scores], sorted.map(scoreOf));
    }),
    { seed: 4 },
  );
});
