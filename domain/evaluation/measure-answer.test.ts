import assert from 'node:assert/strict';
import test from 'node:test';
import { measureAnswer, measureTies } from './measure-answer.ts';

const answer = (...productIds: string[]) => productIds.map((productId, n) => ({ productId, score: 10 - n }));
const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test('a hit at place 3 is worth 1, 1/3 and 1/log2(4)', () => {
  assert.deepEqual(measureAnswer(answer('a', 'b', 'c'), ['c'], 3), { hr: 1, mrr: 1 / 3, ndcg: 0.5, recall: 1 });
});

test('a hit behind k, and no answer at all, are worth nothing', () => {
  const nothing = { hr: 0, mrr: 0, ndcg: 0, recall: 0 };
  assert.deepEqual(measureAnswer(answer('a', 'b', 'c'), ['c'], 2), nothing);
  assert.deepEqual(measureAnswer([], ['c'], 2), nothing);
});

test('of several right products NDCG is ÷ the best possible answer, recall ÷ all of them, and MRR is of the first', () => {
  const { hr, mrr, ndcg, recall } = measureAnswer(answer('x', 'a', 'b'), ['a', 'b', 'c', 'd'], 3);
  assert.deepEqual({ hr, mrr, recall }, { hr: 1, mrr: 1 / 2, recall: 2 / 4 });
  // Places 2 and 3, against places 1 to 3, since k is 3.
  close(ndcg, (1 / Math.log2(3) + 1 / 2) / (1 + 1 / Math.log2(3) + 1 / 2));
  assert.equal(measureAnswer(answer('a', 'b'), ['a', 'b'], 3).ndcg, 1);
});

test('ties are told: the worst and the best place among equal scores, those behind k included', () => {
  const tied = ['a', 'b', 'c', 'd'].map((productId) => ({ productId, score: productId === 'a' ? 2 : 1 }));
  assert.deepEqual(measureTies(tied, ['c'], 3), {
    isTied: true,
    worst: { hr: 0, mrr: 0 },
    best: { hr: 1, mrr: 1 / 2 },
  });
  assert.deepEqual(measureTies(tied, ['a'], 3), { isTied: false, worst: { hr: 1, mrr: 1 }, best: { hr: 1, mrr: 1 } });
});

test('answers without scores have no ties', () => {
  const unscored = ['a', 'b'].map((productId) => ({ productId, score: null }));
  assert.deepEqual(measureTies(unscored, ['b'], 2), {
    isTied: false,
    worst: { hr: 1, mrr: 0.5 },
    best: { hr: 1, mrr: 0.5 },
  });
});
