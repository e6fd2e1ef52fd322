import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inExperimentForm, newExperimentOf, percentOf, shareOf } from './new-experiment.ts';

const values = {
  name: ' Home ',
  placementId: 'home',
  controlStrategy: 'trending',
  variantStrategy: 'session',
  metric: 'ctr',
  preset: 'clear_signals',
  trafficSplit: '50',
  targetPrecision: '2,5',
  'guardrail.ctr': '',
  'guardrail.conversion_rate': '5',
  'guardrail.revenue_per_visitor': '',
  plannedDays: '',
};

test('percent become shares, and what is empty is left to the API', () => {
  assert.deepEqual(newExperimentOf(values), {
    name: 'Home',
    placementId: 'home',
    controlStrategy: 'trending',
    variantStrategy: 'session',
    metric: 'ctr',
    preset: 'clear_signals',
    trafficSplit: 50,
    targetPrecision: 0.025,
    guardrails: [{ metric: 'conversion_rate', margin: 0.05 }],
  });
  assert.equal(newExperimentOf({ ...values, plannedDays: '14' }).plannedDays, 14);
});

test('every percentage to one decimal comes back from its share as it was written', () => {
  for (let tenths = 1; tenths <= 1000; tenths++)
    assert.equal(percentOf(shareOf(String(tenths / 10))), String(tenths / 10));
  assert.equal(String(0.07 * 100), '7.000000000000001', 'control');
});

test('what is wrong with a share is told in percent at its own field, and all else as the API has it', () => {
  const body = newExperimentOf(values);
  const told = (path: string, message: string) => inExperimentForm({ path, message }, body);
  assert.deepEqual(told('/targetPrecision', 'targetPrecision must be at most 1.'), {
    path: '/targetPrecision',
    message: 'It must be at most 100 %.',
  });
  assert.deepEqual(told('/guardrails/0/margin', 'guardrails.0.margin must be 0 or more.'), {
    path: '/guardrail.conversion_rate',
    message: 'It must be 0 % or more.',
  });
  const days = { path: '/plannedDays', message: 'plannedDays must be at most 365.' };
  assert.deepEqual(inExperimentForm(days, body), days, 'control');
});
