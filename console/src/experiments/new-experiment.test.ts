import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newExperimentOf } from './new-experiment.ts';

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
