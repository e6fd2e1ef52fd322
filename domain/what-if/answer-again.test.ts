import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTenantConfig } from '../access/default-tenant-config.ts';
import { createEvaluatedModel } from '../evaluation/evaluated-model.ts';
import { createTimeline } from '../evaluation/timeline.ts';
import { compileRules, noPlan, type RulePlan } from '../rules/compile-rules.ts';
import { placementOf } from '../serving/resolve-question.ts';
import { answerAgain, type Comparison } from './answer-again.ts';
import type { Way } from './answer-by.ts';
import type { ShownAnswer } from './shown-answer.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 4, 1);
const config = { ...defaultTenantConfig, defaultStrategy: 'trending' as const };
const wayOf = (rules: RulePlan, strategy: string | null = null): Way => ({
  config,
  rules,
  placement: { ...placementOf({ tenantId: 't', config }, { version: '0', rules }, () => 0), strategy },
});
const then = { action: 'exclude', filter: { field: 'productId', in: ['mug'] } } as const;
const withoutMug = compileRules(undefined, { version: 1, rules: [{ id: 'no-mug', name: 'No mug', then }] });

/** Mugs are viewed most, then saucers, then plates; a lamp only after all answers. */
function history() {
  const timeline = createTimeline();
  const view = (productId: string, atMinute: number) =>
    timeline.add({
      type: 'product_viewed',
      userId: `shopper-${atMinute}`,
      productId,
      timestampMs: startMs + atMinute * minuteMs,
      sessionId: null,
      orderId: null,
    });
  for (let n = 0; n < 12; n++) view(['mug', 'mug', 'mug', 'saucer', 'saucer', 'plate'][n % 6] ?? 'mug', n);
  for (let n = 0; n < 50; n++) view('lamp', 60 + n);
  return timeline;
}
const answerAt = (atMinute: number, change: Partial<ShownAnswer> = {}): ShownAnswer => ({
  servedAtMs: startMs + atMinute * minuteMs,
  question: {
    scope: 1,
    placementId: 'home',
    userId: 'ada',
    sessionId: null,
    productIds: [],
    exclude: [],
    limit: 2,
    strategy: null,
    fill: false,
  },
  productIds: ['mug', 'saucer'],
  clicks: new Map(),
  exploration: null,
  ...change,
});
function compare(shown: readonly ShownAnswer[], changed: Way): Comparison {
  const model = createEvaluatedModel({ partitions: 1, partitionOf: () => 0, catalog: null, learnsRows: false });
  const steps = answerAgain(history(), shown, model, { today: wayOf(noPlan), changed }, 4);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

test('a rule loses what it takes from the answers and wins what stands behind it, with the clicks and the revenue of both', () => {
  const clicks = new Map([
    ['mug', 90_000n],
    ['saucer', 10_000n],
  ]);
  const found = compare([answerAt(20, { clicks }), answerAt(21)], wayOf(withoutMug));
  assert.deepEqual([found.answers, found.changed, found.reproduced], [2, 1, 1]);
  assert.deepEqual(found.lost, [{ productId: 'mug', answers: 2 }]);
  assert.deepEqual(found.won, [{ productId: 'plate', answers: 2 }]);
  assert.deepEqual([found.clicks, found.revenueE4], [2, 100_000n]);
  assert.deepEqual([found.today.clicksKept, found.today.revenueKeptE4], [2, 100_000n]);
  assert.deepEqual([found.changedWay.clicksKept, found.changedWay.revenueKeptE4], [1, 10_000n]);
});

test('control: what changes nothing loses nothing', () => {
  const found = compare([answerAt(20), answerAt(21)], wayOf(noPlan));
  assert.deepEqual([found.changed, found.won, found.lost], [0, [], []]);
  assert.deepEqual(found.changedWay, found.today);
});

test('no answer knows what came after its question', () => {
  const before = compare([answerAt(20)], wayOf(noPlan));
  assert.equal(before.reproduced, 1);
  assert.equal(before.today.products, 2);
  const after = compare([answerAt(200, { productIds: ['lamp', 'mug'] })], wayOf(noPlan));
  assert.equal(after.reproduced, 1, 'control: a question behind it does');
});

test('figures tell an answer that is empty, and one by a stand-in', () => {
  const found = compare([answerAt(-1), answerAt(20)], wayOf(noPlan, 'frequently_bought_together'));
  assert.equal(found.today.answered, 0.5);
  assert.equal(found.changedWay.fallback, 1);
  assert.equal(found.today.fallback < 1, true, 'control');
  assert.equal(found.today.items, 1);
});
