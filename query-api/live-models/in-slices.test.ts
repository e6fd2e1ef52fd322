import assert from 'node:assert/strict';
import test from 'node:test';
import type { Steps } from '#domain/memory/steps.ts';
import { inSlices } from './in-slices.ts';

/** Runs steps that take so long each; `asksAt`: before which steps a question comes. Returns the rests, each with the number of steps done by then. */
function restsOf(stepsMs: readonly number[], asksAt: (step: number) => boolean) {
  let [nowMs, questions, done] = [0, 1, 0];
  const rests: { behind: number; ms: number }[] = [];
  function* work(): Steps<string> {
    for (const ms of stepsMs) {
      if (asksAt(done)) questions += 1;
      nowMs += ms;
      done += 1;
      yield;
    }
    return 'all is done';
  }
  const rest = (ms: number) => {
    rests.push({ behind: done, ms });
    nowMs += ms;
  };
  const result = inSlices(work(), { asked: () => questions, clock: () => nowMs, rest });
  assert.deepEqual([result, done], ['all is done', stepsMs.length]);
  return { rests, restedMs: rests.reduce((sum, { ms }) => sum + ms, 0) };
}
const halves = Array<number>(4_000).fill(0.5);

test('what is learnt leaves three quarters of the time to others while questions come', () => {
  const { rests, restedMs } = restsOf(halves, () => true);
  assert.deepEqual(rests[0], { behind: 2, ms: 3 });
  assert.equal(restedMs, 3 * 2_000);
});

test('control: it rests no longer once questions have ceased, and again when they come', () => {
  const { rests } = restsOf(halves, (step) => step < 100 || step >= 3_000);
  const between = rests.filter(({ behind }) => behind > 150 && behind < 3_000);
  assert.deepEqual(between, []);
  assert.ok(rests.some(({ behind }) => behind < 100) && rests.some(({ behind }) => behind > 3_000));
});

test('where others had the core for most of a slice, it rests for as long as is allowed and not longer', () => {
  assert.deepEqual(restsOf([400, 0.5], () => true).rests, [{ behind: 1, ms: 30 }]);
});
