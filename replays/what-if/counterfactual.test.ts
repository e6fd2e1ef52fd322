import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoggedAnswer } from '#domain/what-if/estimate.ts';
import { counterfactualOf } from './counterfactual.ts';

/** Answers whose order was drawn each time: mug and cup, and the other way round. */
const logOf = (answers: number, change: Partial<LoggedAnswer> = {}): LoggedAnswer[] =>
  Array.from({ length: answers }, (_, n) => ({
    userId: `shopper-${n}`,
    productIds: n % 2 === 0 ? ['mug', 'cup'] : ['cup', 'mug'],
    exploration: { share: 1, from: n % 2 === 0 ? [0, 1] : [1, 0] },
    clicked: new Set(n % 4 === 0 ? ['mug'] : []),
    today: ['mug', 'cup'],
    changed: ['cup', 'mug'],
    touchesOf: () => 0,
    ...change,
  }));

test('too few showings of what would change, and products that were not in the answers, are refused with what to do', () => {
  assert.match(counterfactualOf(logOf(60))?.refused ?? '', /60 showings.* 100 are needed: ask for more days/);
  assert.match(counterfactualOf(logOf(400, { changed: ['pot', 'mug'] }))?.refused ?? '', /Only 50 %.* experiment/);
  const enough = counterfactualOf(logOf(400));
  assert.equal(enough?.refused, null, 'control: 400 answers');
  // A click on each second mug that stands first.
  assert.deepEqual(
    enough?.estimates.map(({ method, today, changed }) => [method, today, changed]),
    [
      ['ips', 0.5, 0],
      ['snips', 0.5, 0],
      ['dr', 0.5, 0],
    ],
  );
});

test('without propensities nothing is estimated, and a change that moves nothing is not refused', () => {
  assert.equal(counterfactualOf([]), null);
  const same = counterfactualOf(logOf(10, { changed: ['mug', 'cup'] }));
  assert.deepEqual([same?.refused, same?.estimates[0]?.difference.value], [null, 0]);
});
