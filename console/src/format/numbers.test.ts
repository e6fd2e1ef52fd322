import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeDigits, moneyIn, percent, percentInText, priceIn } from './numbers.ts';

test('shares have two decimals in a column, and no more than they need in a sentence', () => {
  assert.deepEqual([0.5, 0.5417, 0.3336, 0].map(percent), ['50.00 %', '54.17 %', '33.36 %', '0.00 %']);
  assert.deepEqual([0.5, 0.5417, 0.125, 0].map(percentInText), ['50 %', '54.17 %', '12.5 %', '0 %']);
});

test('what rounds to nothing has no sign, and what is below zero has a minus as wide as a plus', () => {
  assert.deepEqual([-1e-9, -0, -0.0312].map(percent), ['0.00 %', '0.00 %', '−3.12 %']);
  assert.deepEqual([-0.0001, -12.5].map(moneyIn('EUR')), ['€0.00', '−€12.50']);
});

test('a price has the decimals that were set, two at least and four at most, or those of its currency', () => {
  assert.deepEqual([12, 12.5, 0.0525, 0.125, 1234.5].map(priceIn('USD')), [
    '$12.00',
    '$12.50',
    '$0.0525',
    '$0.125',
    '$1,234.50',
  ]);
  assert.equal(priceIn('JPY')(120), '¥120');
  assert.equal(moneyIn('USD')(0.0525), '$0.05', 'control: an amount has two');
});

test('prices of other lengths are told what keeps their points in a line', () => {
  assert.deepEqual(freeDigits(['$12.00', '$0.0525', '$0.125', '¥120']), [2, 0, 1, 4]);
  assert.deepEqual(freeDigits(['$12.00', '$1,234.50']), [0, 0], 'control');
  assert.deepEqual(freeDigits([]), []);
});
