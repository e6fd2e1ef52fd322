import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategies } from '#domain/strategies/index.ts';
import { Problem } from '#runtime/http/problem.ts';
import { questionContracts } from '#schemas/http/recommendations.ts';
import { createBatchJudge } from './judge-batch.ts';

const judge = createBatchJudge(questionContracts(strategies).BatchQuestion);
/** Of each question the places of its errors, or null. */
const refusedOf = (questions: readonly unknown[]) =>
  judge({ questions }).map((one) => (one.isValid ? null : one.errors.map(({ path }) => path)));

test('each question of a batch is judged by itself, and told of at its place', () => {
  const bad = [
    { limit: 51 },
    { limits: 5 },
    7,
    null,
    { exclude: ['a', ''] },
    { userId: 'u\0' },
    { context: { a: [] } },
  ];
  assert.deepEqual(refusedOf([{}, ...bad, { userId: 'ann' }]), [
    null,
    ['/questions/1/limit'],
    ['/questions/2/limits'],
    ['/questions/3'],
    ['/questions/4'],
    ['/questions/5/exclude/1'],
    ['/questions/6/userId'],
    ['/questions/7/context/a'],
    null,
  ]);
});

test('defaults are filled in', () => {
  const [one] = judge({ questions: [{ userId: 'ann' }] });
  assert.equal(one?.isValid === true && one.question.limit, 8);
});

test('what is no batch is a problem of the whole: no list, too few, too many, too much in all, an unknown field', () => {
  const whole = (body: unknown) => {
    try {
      judge(body);
      return [];
    } catch (error) {
      assert.ok(error instanceof Problem && error.status === 400);
      return error.reasons.map(({ path, code }) => `${path} ${code}`);
    }
  };
  const many = (count: number, question: object) => ({ questions: Array.from({ length: count }, () => question) });
  assert.deepEqual(whole(undefined), [' type']);
  assert.deepEqual(whole([]), [' type']);
  assert.deepEqual(whole({}), ['/questions required']);
  assert.deepEqual(whole(many(0, {})), ['/questions min_items']);
  assert.deepEqual(whole(many(101, {})), ['/questions max_items']);
  assert.deepEqual(whole({ questions: [{}], question: {} }), ['/question unknown_field']);
  assert.deepEqual(whole(many(41, { limit: 50 })), ['/questions max_products']);
  assert.deepEqual(whole(many(40, { limit: 50 })), [], 'control: 2,000 products');
  assert.deepEqual(whole(many(100, {})), [], 'control: 100 questions');
});
