import assert from 'node:assert/strict';
import test from 'node:test';
import { strategies } from '#domain/strategies/index.ts';
import { strategyNames, strategyText } from './strategy-words.ts';

test('every strategy has words, in the order of the API', () => {
  assert.deepEqual(
    strategyNames,
    strategies.map(({ name }) => name),
  );
});

test('what stands in has words too, and an unknown name is itself', () => {
  assert.equal(strategyText('session_fallback'), 'This visit');
  assert.equal(strategyText('newest'), 'The newest products');
  assert.equal(strategyText('of_tomorrow'), 'of_tomorrow');
});
