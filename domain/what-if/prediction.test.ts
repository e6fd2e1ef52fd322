import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WhatIfReport } from '#schemas/http/replay-reports.ts';
import { predictionOf } from './prediction.ts';

const way = {
  ...{ answered: 1, fallback: 0, items: 2, categories: 1, products: 3, coverage: null, popularity: 0 },
  ...{ clicksKept: 40, revenueKept: '0.0000' },
};
const report: WhatIfReport = {
  ...{ answers: 100, leftOut: { ofHeldOut: 0, ofErased: 0, ofLaterPages: 0 }, reproduced: 1, changed: 1 },
  ...{ clicks: 40, revenue: '0.0000', today: way, changedWay: { ...way, clicksKept: 30 } },
  ...{ strategies: { today: 'trending', changed: 'session' }, counterfactual: null, won: [], lost: [], notes: [] },
};
const difference = { value: -0.05, low: -0.1, high: 0.02 };
const estimates = [{ method: 'dr', today: 0.5, changed: 0.45, difference }] as const;
const counterfactual = { answers: 1, logged: 0.5, supported: 1, effectiveSample: 200, refused: null, estimates };

test('the estimate from drawn orders is the prediction, with its interval; without it, the clicks that are kept', () => {
  assert.deepEqual(predictionOf({ strategy: 'session' }, { ...report, counterfactual }), {
    ...{ controlStrategy: 'trending', variantStrategy: 'session', method: 'dr' },
    ...{ lift: -0.1, low: -0.2, high: 0.04 },
  });
  const kept = predictionOf({ strategy: 'session' }, report);
  assert.deepEqual([kept?.method, kept?.lift, kept?.low], ['kept', -0.25, null]);
  const refused = { ...counterfactual, refused: 'Ask for more days.', estimates: [] };
  assert.equal(predictionOf({ strategy: 'session' }, { ...report, counterfactual: refused })?.method, 'kept');
});

test('what no experiment can try is no prediction', () => {
  assert.equal(predictionOf({ rules: 'off' }, report), null);
  assert.equal(predictionOf({ strategy: 'session', config: { excludePurchased: false } }, report), null);
  const same = { ...report, strategies: { today: 'session', changed: 'session' } };
  assert.equal(predictionOf({ strategy: 'session' }, same), null);
  assert.notEqual(predictionOf({ strategy: 'session' }, report), null, 'control');
});
