import assert from 'node:assert/strict';
import test from 'node:test';
import { AnswerExplanation } from '#schemas/http/explanations.ts';
import { losses, lossText } from './loss-words.ts';

test('every reason of the API has words', () => {
  const told = JSON.stringify(AnswerExplanation);
  const listed = /by why: ([a-z_, ]+)/.exec(told)?.[1]?.split(', ') ?? [];
  assert.ok(listed.length >= 9, 'control: the contract lists them');
  assert.deepEqual(
    losses.filter((one) => one !== 'not_proposed'),
    listed,
  );
});

test('the rule that took a product is named', () => {
  assert.equal(lossText('rule', 'no-socks'), 'is taken by rule “no-socks”');
  assert.equal(lossText('of_tomorrow'), 'of_tomorrow');
});
