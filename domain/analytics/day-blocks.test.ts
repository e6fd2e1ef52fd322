import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blocksOf, blocksWith, type DayBlock, endOfBlocks } from './day-blocks.ts';

const day = fc.integer({ min: 0, max: 40_000 });
const length = fc.integer({ min: 0, max: 401 });
const daysOf = ({ span, lastDay }: DayBlock) => Array.from({ length: span }, (_, n) => lastDay - span + 1 + n);
const nameOf = ({ span, lastDay }: DayBlock) => `${span} to ${lastDay}`;

test('the blocks of a window cover each of its days once, and nothing else', () => {
  fc.assert(
    fc.property(day, length, (from, days) => {
      const wanted = Array.from({ length: days }, (_, n) => from + n);
      assert.deepEqual(blocksOf(from, from + days).flatMap(daysOf), wanted);
    }),
    { seed: 3, numRuns: 1_000 },
  );
});

test('a day is in one block of each span, and these are the blocks that windows with that day are read from', () => {
  fc.assert(
    fc.property(day, length, fc.nat(400), (from, days, n) => {
      const around = blocksWith(from + n);
      assert.ok(around.every((block) => daysOf(block).includes(from + n)));
      const known = new Set(around.map(nameOf));
      const read = blocksOf(from, from + days).filter((block) => known.has(nameOf(block)));
      assert.equal(read.length, n < days ? 1 : 0);
    }),
    { seed: 4, numRuns: 1_000 },
  );
});

test('few blocks are read: 8 at most for 30 days, 18 for 400; 5 and 17 by a window that goes on as far as blocks do', () => {
  const froms = Array.from({ length: 64 }, (_, n) => 20_000 + n);
  const most = (days: number, end: (before: number) => number) =>
    Math.max(...froms.map((from) => blocksOf(from, end(from + days)).length));
  const asIs = (before: number) => before;
  assert.deepEqual([most(30, asIs), most(400, asIs)], [8, 18]);
  assert.deepEqual([most(30, endOfBlocks), most(400, endOfBlocks)], [5, 17]);
});
