import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gather } from './gather.ts';

function open() {
  const questions: (readonly number[])[] = [];
  const find = gather(async (all: readonly number[]) => {
    questions.push(all);
    if (all.includes(0)) throw new Error('no answer');
    return new Set(all.filter((n) => n % 2 === 0));
  });
  return { questions, find };
}
const some = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

test('who asks at the same time asks together, and each gets the answer', async () => {
  const { questions, find } = open();
  const [a, b] = await Promise.all([find([1, 2]), find([3])]);
  assert.deepEqual([...a], [2]);
  assert.equal(a, b);
  await find([4]);
  assert.deepEqual(questions, [[1, 2, 3], [4]]);
});

test('many are asked for at once, and what comes behind them is another question', async () => {
  const { questions, find } = open();
  const first = find(some(50));
  assert.equal(questions.length, 1);
  const second = find([2]);
  assert.equal(questions.length, 1, 'control: few wait');
  await Promise.all([first, second]);
  assert.deepEqual(
    questions.map(({ length }) => length),
    [50, 1],
  );
});

test('an error is told to all who asked, and the next question is asked', async () => {
  const { find } = open();
  const failed = await Promise.allSettled([find([0]), find([2])]);
  assert.deepEqual(
    failed.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.deepEqual([...(await find([2]))], [2]);
});
