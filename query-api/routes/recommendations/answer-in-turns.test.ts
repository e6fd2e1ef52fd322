import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerInTurns } from './answer-in-turns.ts';

const waited = new AbortController().signal;

test('others have their turn between any two questions of a batch, and answers come in order', async () => {
  const done: string[] = [];
  const others = (n: number) => setImmediate(() => done.push(`others ${n}`));
  const answers = await answerInTurns(['a', 'b', 'c'], waited, (question, place) => {
    done.push(question);
    others(place);
    return `${question}${place}`;
  });
  assert.deepEqual(answers, ['a0', 'b1', 'c2']);
  assert.deepEqual(done, ['a', 'others 0', 'b', 'others 1', 'c']);
});

test('a question that fails is the failure of the batch', async () => {
  await assert.rejects(
    answerInTurns([1, 2], waited, (question) => (question === 2 ? Promise.reject(new RangeError('no')) : question)),
    RangeError,
  );
});
