import assert from 'node:assert/strict';
import test from 'node:test';
import type { Figures } from './figures.ts';
import { judgeGate, parseGate } from './gate.ts';

const metric = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 });
const figures = (name: string, hr: number): Figures => {
  const none = { questions: 0, hr: 0, mrr: 0, ndcg: 0, recall: 0 };
  return {
    name,
    questions: 1,
    unanswered: 0,
    metrics: { hr: metric(hr), mrr: metric(0), ndcg: metric(0), recall: metric(0) },
    ofKind: { repeat: none, new: none, mixed: none },
    coverage: 0.5,
    popularity: null,
    ties: { share: 0, worst: { hr: 0, mrr: 0 }, best: { hr: 0, mrr: 0 } },
    latencyMs: { p50: 1, p95: 2, p99: 3 },
  };
};
const all = [figures('session', 0.7), figures('item_knn', 0.5), figures('session:served', 0.6)];
const difference = { value: 0.2, low: 0.1, high: 0.3, aIsBetter: 1 };
const differences = new Map([
  ['session-item_knn', { hr: difference, mrr: difference, ndcg: difference, recall: difference }],
]);
const judge = (text: string) => {
  const gate = parseGate(text);
  assert.ok(gate !== null, text);
  return judgeGate(gate, all, differences);
};

test('a gate is about the first contender, unless it names another, or a pair', () => {
  assert.deepEqual(judge('hr>=0.7'), { value: 0.7, holds: true });
  assert.deepEqual(judge('hr > .7'), { value: 0.7, holds: false });
  assert.deepEqual(judge('item_knn.hr<0.6'), { value: 0.5, holds: true });
  assert.deepEqual(judge('session:served.hr>=0.61'), { value: 0.6, holds: false });
  assert.deepEqual(judge('session-item_knn.hr.low>0'), { value: 0.1, holds: true });
  assert.equal(judge('hr.high<0.75')?.holds, false);
  assert.deepEqual(judge('p99<=3'), { value: 3, holds: true });
});

test('a gate on a figure that nobody has is no gate that holds', () => {
  assert.equal(judge('trending.hr>0'), null);
  assert.equal(judge('item_knn-session.hr>0'), null);
  assert.equal(judge('popularity>0'), null, 'nobody was asked about known products');
});

test('what is no condition on a figure is refused', () => {
  for (const text of ['hr', 'hr=0.5', 'hit>=0.5', 'hr>=', 'hr>=x', 'coverage.low>0', 'session-item_knn.p99<1', ''])
    assert.equal(parseGate(text), null, text);
});
