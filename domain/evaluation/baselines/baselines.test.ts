import assert from 'node:assert/strict';
import test from 'node:test';
import type { Asked } from '../question.ts';
import { createBaselines } from './index.ts';
import { createVisitBook } from './visit-book.ts';

/** Visits 0 to 3: a b, a b c, a c c, d. */
function taught() {
  const book = createVisitBook();
  for (const [visit, products] of ['ab', 'abc', 'acc', 'd'].entries())
    for (const productId of products) book.learn(productId, visit);
  return book;
}
const asked = (visit: string, history = visit, visitNumber = -1): Asked => ({
  number: 1,
  nowMs: 0,
  userId: null,
  sessionId: null,
  visit: [...visit],
  visitNumber,
  history: () => [...history],
});
const answerOf = (name: string, question: Asked, seen: 'keep' | 'drop' = 'keep') =>
  (createBaselines(taught(), { k: 5, seen }).find((one) => one.name === name) ?? assert.fail(name))
    .ask(question)
    .map(({ productId, score }) => `${productId} ${Math.round((score ?? 0) * 1_000) / 1_000}`);

test('popularity: by touches, then by id', () => {
  assert.deepEqual(answerOf('popularity', asked('d')), ['a 3', 'c 3', 'b 2', 'd 1']);
  assert.deepEqual(answerOf('popularity', asked('a'), 'drop'), ['c 3', 'b 2', 'd 1']);
});

test('last_visit: the latest first; of whoever has just come, the end of the past', () => {
  assert.deepEqual(answerOf('last_visit', asked('aba')), ['a 2', 'b 1']);
  assert.deepEqual(answerOf('last_visit', asked('', 'cd')), ['d 2', 'c 1']);
});

test('personal_frequency: by the count, then the latest first', () => {
  assert.deepEqual(answerOf('personal_frequency', asked('b', 'acab')), ['a 2', 'b 1', 'c 1']);
});

test('association_rules: by pairs of touches with the last product in other visits', () => {
  // With a: b in visits 0 and 1; c once in 1 and twice in 2.
  assert.deepEqual(answerOf('association_rules', asked('ba')), ['c 3', 'b 2']);
  // c with itself: two ordered pairs in visit 2.
  assert.deepEqual(answerOf('association_rules', asked('c')), ['a 3', 'c 2', 'b 1']);
  assert.deepEqual(answerOf('association_rules', asked('a', 'a', 2)), ['b 2', 'c 1'], 'not by the visit itself');
});

test('item_knn: the sum of cosines with all products of the visit', () => {
  // Visits: a 3, b 2, c 2. cos(a, b) = 2/√6, cos(a, c) = 2/√6, cos(b, c) = 1/2.
  assert.deepEqual(answerOf('item_knn', asked('ab')), ['c 1.316', 'a 0.816', 'b 0.816']);
});

test('whoever is asked about what nobody knows has no neighbours', () => {
  assert.deepEqual(answerOf('association_rules', asked('x')), []);
  assert.deepEqual(answerOf('item_knn', asked('x')), []);
});
