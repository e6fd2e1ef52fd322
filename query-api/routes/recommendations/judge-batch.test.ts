import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strategies } from '#domain/strategies/index.ts';
import { Problem } from '#runtime/http/problem.ts';
import { questionContracts } from '#schemas/http/recommendations.ts';
import { createBatchJudge } from './judge-batch.ts';

const judge = createBatchJudge(questionContracts(strategies).BatchQuestion);
/** Of each question the places of its errors, or null. */
const refusedOf = (questions: readonly unknown[]) =>
  judge({ questions }).judged.map((one) => (one.isValid ? null : one.errors.map(({ path }) => path)));

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
  const { judged, isDistinct } = judge({ questions: [{ userId: 'ann' }] });
  const [one] = judged;
  assert.deepEqual([isDistinct, judge({ questions: [{}], distinct: true }).isDistinct], [false, true]);
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
  assert.deepEqual(whole({ questions: [{}], distinct: 'yes' }), ['/distinct type']);
  assert.deepEqual(whole(many(41, { limit: 50 })), ['/questions max_products']);
  assert.deepEqual(whole(many(40, { limit: 50 })), [], 'control: 2,000 products');
  assert.deepEqual(whole(many(100, {})), [], 'control: 100 questions');
});

test('the filter of a question is judged as that of a rule, at the same places', () => {
  const node = { field: 'price', lt: 20 };
  const deep = (depth: number): unknown => (depth === 1 ? node : { not: deep(depth - 1) });
  for (const [filter, ...places] of [
    [node],
    [{ and: [{ field: 'attributes.margin', gte: 0.2 }, { not: { field: 'category', under: 'Clothes' } }] }],
    [deep(5)],
    [deep(6), '/not/not/not/not/not'],
    [{ and: Array.from({ length: 50 }, () => node) }, ''],
    [{ field: 'price', lt: 'x' }, '/lt'],
    [{ field: 'colour', eq: 'red' }, '/field'],
    [{ or: [node, { field: 'name' }] }, '/or/1'],
    [{ field: 'createdAt', gt: '2026-01-01T00:00:00Z' }],
    [{ field: 'createdAt', gt: 'last week' }, '/gt'],
    ['price < 20', ''],
  ] as const)
    assert.deepEqual(
      refusedOf([{ filter }]),
      [places.length === 0 ? null : places.map((place) => `/questions/0/filter${place}`)],
      JSON.stringify(filter).slice(0, 80),
    );
});

test('a cart has product ids, or lines with a quantity and a price', () => {
  const cart = ['mug', { productId: 'cup' }, { productId: 'pot', quantity: 2, price: 9.5 }];
  assert.deepEqual(refusedOf([{ cart }]), [null]);
  for (const line of [
    '',
    7,
    {},
    { productId: 'mug', quantity: 0 },
    { productId: 'mug', quantity: 1.5 },
    { productId: 'mug', price: -1 },
  ])
    assert.notDeepEqual(refusedOf([{ cart: [line] }]), [null], JSON.stringify(line));
});
