import assert from 'node:assert/strict';
import test from 'node:test';
import { createSlotWorths } from './slot-worths.ts';

test('a product is asked for once by each set of rules, and again once it has changed', () => {
  const asked: string[] = [];
  const worthOf = (factor: number) => ({
    of: {},
    factorOf(productId: string) {
      asked.push(productId);
      return productId === 'gone' ? 0 : factor;
    },
  });
  const worths = createSlotWorths((slot) => ['a', 'gone', 'c'][slot] ?? `p${slot}`);
  const ask = (worth: ReturnType<typeof worthOf>, ...slots: number[]) => {
    asked.length = 0;
    return [...worths.of(Int32Array.from(slots), worth)];
  };
  const [twice, thrice] = [worthOf(2), worthOf(3)];
  assert.deepEqual(
    [ask(twice, 0, 1, 200), asked],
    [
      [2, 0, 2],
      ['a', 'gone', 'p200'],
    ],
  );
  assert.deepEqual([ask(twice, 2, 1, 0, 200), asked], [[2, 0, 2, 2], ['c']]);
  assert.deepEqual([ask(thrice, 0), asked], [[3], ['a']]);
  worths.forget(0);
  worths.forget(5_000);
  assert.deepEqual([ask(twice, 0, 2), asked], [[2, 2], ['a']]);
  assert.deepEqual([ask(thrice, 0), asked], [[3], ['a']]);
  for (let n = 0; n < 4; n++) ask(worthOf(1), 0);
  assert.deepEqual([ask(twice, 0), asked], [[2], ['a']], 'the set that came first has gone');
});

test('what a question does not admit is worth nothing to it, is judged once a question, and is worth what it was to the next', () => {
  const asked: string[] = [];
  const of = {};
  const asking = (...admitted: string[]) => ({
    of,
    factorOf: (productId: string) => (productId === 'gone' ? 0 : 2),
    admits(productId: string) {
      asked.push(productId);
      return admitted.includes(productId);
    },
  });
  const worths = createSlotWorths((slot) => ['a', 'gone', 'c'][slot] ?? `p${slot}`);
  const [first, second] = [asking('a', 'p200'), asking('c')];
  const slots = Int32Array.of(0, 1, 2, 200);
  assert.deepEqual([...worths.of(slots, first)], [2, 0, 0, 2]);
  assert.deepEqual([...worths.of(slots, first)], [2, 0, 0, 2]);
  assert.deepEqual(asked, ['a', 'c', 'p200'], 'once, and not what is worth nothing anyway');
  assert.deepEqual([...worths.of(slots, second)], [0, 0, 2, 0]);
  assert.deepEqual([...worths.of(slots, first)], [2, 0, 0, 2]);
  assert.deepEqual(
    [...worths.of(slots, { of, factorOf: first.factorOf })],
    [2, 0, 2, 2],
    'control: without the question',
  );
});
