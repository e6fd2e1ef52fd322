import assert from 'node:assert/strict';
import test from 'node:test';
import { createSlotNumbers } from './slot-numbers.ts';

test('a number is looked up once, again if another product is in the slot, if it had none and more are known, or by other numbers', () => {
  const names = ['a', 'b', 'new'];
  const looked: string[] = [];
  const numbersOf = (known: string[]) => ({
    get size() {
      return known.length;
    },
    find(name: string) {
      looked.push(name);
      return known.indexOf(name);
    },
  });
  const known = ['b', 'a'];
  const numbers = numbersOf(known);
  const slots = createSlotNumbers((slot) => names[slot] ?? '');
  const ask = (of = numbers) => {
    looked.length = 0;
    return [...slots.of(Int32Array.of(0, 1, 2), of)];
  };
  assert.deepEqual(
    [ask(), looked],
    [
      [1, 0, -1],
      ['a', 'b', 'new'],
    ],
  );
  assert.deepEqual([ask(), looked], [[1, 0, -1], []]);
  known.push('new');
  assert.deepEqual([ask(), looked], [[1, 0, 2], ['new']]);
  names[0] = 'new';
  slots.forget(0);
  assert.deepEqual([ask(), looked], [[2, 0, 2], ['new']]);
  assert.deepEqual(
    [ask(numbersOf(['a'])), looked],
    [
      [-1, -1, -1],
      ['new', 'b', 'new'],
    ],
  );
});
