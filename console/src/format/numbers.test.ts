import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyIn, percent, percentInText } from './numbers.ts';

test('shares have two decimals in a column, and no more than they need in a sentence', () => {
  assert.deepEqual([0.5, 0.5417, 0.3336, 0].map(percent), ['50.00 %', '54.17 %', '33.36 %', '0.00 %']);
  assert.deepEqual([0.5, 0.5417, 0.125, 0].map(percentInText), ['50 %', '54.17 %', '12.5 %', '0 %']);
});

test('what rounds to nothing has no sign, and what is below zero has a minus as wide as a plus', () => {
  assert.deepEqual([-1e-9, -0, -0.0312].map(percent), ['0.00 %', '0.00 %', '−3.12 %']);
  assert.deepEqual([-0.0001, -12.5].map(moneyIn('EUR')), ['€0.00', '−€12.50']);
});
