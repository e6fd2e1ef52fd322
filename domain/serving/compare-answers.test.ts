import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAnswers } from './compare-answers.ts';
import type { LostCandidate } from './find-lost.ts';
import type { ServedItem } from './rank.ts';

const itemOf = (productId: string, rules?: string[]): ServedItem => ({
  candidate: { productId, score: 1, evidence: { kind: 'newest' } },
  ...{ strategy: 'newest', isFilled: false },
  ...(rules === undefined ? {} : { rules }),
});
const answerOf = (items: ServedItem[], lost: LostCandidate[] = []) => ({ served: { items }, lost });

test('what is won names the rules that touched it, what is lost the rule that took it, or that nothing proposed it', () => {
  const before = answerOf(['kept', 'taken', 'gone'].map((productId) => itemOf(productId)));
  const after = answerOf(
    [itemOf('new', ['boosted']), itemOf('kept')],
    [{ productId: 'taken', strategy: 'newest', score: 1, because: 'rule', rule: 'no-socks' }],
  );
  assert.deepEqual(compareAnswers(before, after), {
    won: [{ productId: 'new', strategy: 'newest', rules: ['boosted'] }],
    lost: [
      { productId: 'taken', because: 'rule', rule: 'no-socks' },
      { productId: 'gone', because: 'not_proposed' },
    ],
    moved: [],
  });
  assert.deepEqual(compareAnswers(before, before), { won: [], lost: [], moved: [] }, 'control: the same answer');
});

test('what both have and in another order is moved; what only follows those that went or came before it is not', () => {
  const before = answerOf(['gone', 'first', 'second', 'third'].map((productId) => itemOf(productId)));
  const after = answerOf([itemOf('second', ['boosted']), itemOf('new'), itemOf('first'), itemOf('third')]);
  assert.deepEqual(compareAnswers(before, after).moved, [
    { productId: 'second', from: 2, to: 0, strategy: 'newest', rules: ['boosted'] },
    { productId: 'first', from: 1, to: 2, strategy: 'newest', rules: [] },
  ]);
  const shifted = answerOf(['first', 'second', 'third'].map((productId) => itemOf(productId)));
  assert.deepEqual(compareAnswers(before, shifted).moved, [], 'control: all stand one place higher');
});
