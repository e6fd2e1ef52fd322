import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisTexts } from './axis-texts.ts';
import { count, moneyIn, percent } from './numbers.ts';

test('an axis has no decimals that are zero at all of its ticks', () => {
  assert.deepEqual(axisTexts([0, 0.25, 0.5], percent), ['0 %', '25 %', '50 %']);
  assert.deepEqual(axisTexts([-1000, 0, 1000], moneyIn('EUR')), ['−€1,000', '€0', '€1,000']);
  assert.deepEqual(axisTexts([0, 1000], count), ['0', '1,000']);
  assert.deepEqual(axisTexts([], percent), []);
});

test('an axis keeps the decimals that tell its ticks apart, as many at each tick', () => {
  assert.deepEqual(axisTexts([0, 0.005, 0.01], percent), ['0.0 %', '0.5 %', '1.0 %']);
  assert.deepEqual(axisTexts([0, 0.0025, 0.005], percent), ['0.00 %', '0.25 %', '0.50 %']);
  assert.deepEqual(axisTexts([0, 0.05, 0.1], moneyIn('EUR')), ['€0.00', '€0.05', '€0.10']);
  assert.equal(percent(0.25), '25.00 %', 'control: elsewhere they stay');
});
