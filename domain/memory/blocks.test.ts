import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBlocks } from './blocks.ts';

const sizes = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 10 }) },
  { weight: 2, arbitrary: fc.integer({ min: 15, max: 20 }) },
);

test('no two blocks that are taken share a place, whatever their sizes and whichever were given back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(sizes, fc.boolean()), { maxLength: 60 }), (asked) => {
      const blocks = createBlocks();
      const taken: { start: number; size: number }[] = [];
      for (const [size, isReturn] of asked) {
        const last = isReturn ? taken.pop() : undefined;
        if (last !== undefined) blocks.giveBack(last.start, last.size);
        taken.push({ start: blocks.take(size), size });
      }
      for (const { start, size } of taken)
        blocks.arrayOf(start).fill(start + 1, blocks.offsetOf(start), blocks.offsetOf(start) + (1 << size));
      for (const { start, size } of taken) {
        const from = blocks.offsetOf(start);
        const held = blocks.arrayOf(start).subarray(from, from + (1 << size));
        assert.equal(held.length, 1 << size);
        assert.ok(held.every((value) => value === start + 1));
      }
    }),
    { seed: 8, numRuns: 60 },
  );
});

test('a large list does not make small ones be copied: the array of a block stays the same one', () => {
  const blocks = createBlocks();
  const first = blocks.take(18);
  const array = blocks.arrayOf(first);
  for (let n = 0; n < 40; n++) blocks.take(17);
  assert.equal(blocks.arrayOf(first), array);
});
