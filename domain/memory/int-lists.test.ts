import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createByteReader, createByteWriter } from './bytes.ts';
import { createIntLists, type IntLists } from './int-lists.ts';
import { createSparseSums, type SparseSums } from './sparse-sums.ts';

const sumsOf = (of: SparseSums, numbers: number[]) => numbers.map((number) => of.of(number));

test('values are counted over lists that lie in several arrays, some of them beside their lengths', () => {
  for (const shortLength of [0, 2, 3]) {
    const lists = createIntLists(undefined, shortLength);
    const count = 70_000;
    // Four places each: more than one array has.
    for (let list = 0; list < count; list++) for (const value of [list % 3, 3, 4]) lists.push(list, value);
    lists.push(count, 0);
    const which = Int32Array.from([0, count - 1, 1, 2, count, count + 5, 7]);
    const own = createSparseSums();
    lists.countEach(which, 6, own);
    const told = 'the last but one is not there, the last is not asked for';
    assert.deepEqual(sumsOf(own, [0, 1, 2, 3, 4]), [3, 1, 1, 4, 4], told);
  }
});

type Change = (lists: IntLists, plain: Map<number, number[]>) => void;
const [list, value] = [fc.nat(9), fc.nat(6)];
const heldOf = (plain: Map<number, number[]>, of: number) => plain.get(of) ?? [];
const changes: fc.Arbitrary<Change>[] = [
  fc.tuple(list, value).map(([of, one]) => (lists, plain) => {
    lists.push(of, one);
    plain.set(of, [...heldOf(plain, of), one]);
  }),
  fc.tuple(list, value, fc.integer({ min: 1, max: 9 })).map(([of, one, limit]) => (lists, plain) => {
    const held = heldOf(plain, of);
    const at = held.lastIndexOf(one);
    assert.equal(lists.moveToEnd(of, one, limit), at >= 0);
    plain.set(of, at >= 0 ? [...held.toSpliced(at, 1), one] : [...held, one].slice(-Math.max(limit, 1)));
  }),
  fc.tuple(list, value).map(([of, one]) => (lists, plain) => {
    const held = heldOf(plain, of);
    const at = held.lastIndexOf(one);
    assert.equal(lists.putLast(of, one), at);
    if (at >= 0) plain.set(of, [...held.toSpliced(at, 1), one]);
  }),
  fc.tuple(list, fc.nat(3)).map(([of, count]) => (lists, plain) => {
    const held = heldOf(plain, of);
    const dropped = Math.min(count, held.length);
    lists.dropFirst(of, dropped);
    plain.set(of, held.slice(dropped));
  }),
  fc.tuple(list, value).map(([of, one]) => (lists, plain) => {
    lists.remove(of, one);
    const at = heldOf(plain, of).indexOf(one);
    if (at >= 0) plain.set(of, heldOf(plain, of).toSpliced(at, 1));
  }),
  fc.tuple(list, value).map(([of, one]) => (lists, plain) => {
    lists.keep(of, (each) => each !== one);
    plain.set(
      of,
      heldOf(plain, of).filter((each) => each !== one),
    );
  }),
  list.map((of) => (lists, plain) => {
    lists.clear(of);
    plain.set(of, []);
  }),
];
const [push] = changes;
const many = fc.array(fc.oneof(...changes.map((arbitrary) => ({ arbitrary, weight: arbitrary === push ? 9 : 1 }))), {
  maxLength: 200,
  size: 'max',
});

function bytesOf(lists: IntLists): Buffer {
  const writer = createByteWriter();
  for (const steps = lists.write(writer); steps.next().done !== true; );
  return writer.finish();
}

test('lists hold what plain arrays would, wherever they lie, and give the same bytes', () => {
  const longest = [0, 0];
  fc.assert(
    fc.property(many, fc.constantFrom(0, 3, 6), (steps, shortLength) => {
      const plain = new Map<number, number[]>();
      let lists = createIntLists(undefined, shortLength);
      for (const [n, step] of steps.entries()) {
        step(lists, plain);
        if (n === 100) lists = createIntLists(createByteReader(bytesOf(lists)), shortLength);
      }
      for (const [of, held] of plain) {
        assert.deepEqual([...lists.valuesOf(of)], held);
        assert.equal(lists.lengthOf(of), held.length);
        assert.equal(lists.lastOf(of), held.at(-1) ?? -1);
        const from = lists.offsetOf(of);
        assert.deepEqual([...lists.arrayOf(of).slice(from, from + held.length)], held);
        longest[Number(shortLength > 0)] = Math.max(longest[Number(shortLength > 0)] ?? 0, held.length);
      }
      const elsewhere = createIntLists(createByteReader(bytesOf(lists)), shortLength === 0 ? 3 : 0);
      assert.deepEqual(bytesOf(elsewhere), bytesOf(lists));
    }),
    { seed: 12, numRuns: 200 },
  );
  assert.ok(Math.min(...longest) > 8, 'control: some lists need a block, and a larger one');
});
