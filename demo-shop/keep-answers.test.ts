import assert from 'node:assert/strict';
import test from 'node:test';
import { keepAnswers } from './keep-answers.ts';

test('an answer is asked for again after a while, and stands as long as nobody answers', async () => {
  let nowMs = 0;
  let isAway = false;
  const ask = async (question: string) => {
    if (isAway) throw new Error('away');
    return { question };
  };
  const kept = keepAnswers(ask, () => nowMs);
  const first = await kept('a');
  assert.equal(await kept('a'), first);
  assert.notEqual(await kept('b'), first, 'control: of another question');
  nowMs = 6_000;
  const second = await kept('a');
  assert.notEqual(second, first);
  nowMs = 12_000;
  isAway = true;
  assert.equal(await kept('a'), second);
  await assert.rejects(kept('never asked before'), /away/);
});
