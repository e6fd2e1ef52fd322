import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem } from '#console/http/problem.ts';
import { problemsOfRule } from './problems-of-rules.ts';

const error = new ApiProblem(
  {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The request is not valid: see errors.',
    instance: '/',
    data: null,
    errors: [
      { path: '/rules/0/then/productIds', message: '`rules.0.then.productIds` must not be empty.', code: 'minItems' },
      { path: '/rules/0/then/filter/under', message: '`category` is a text.', code: 'filter' },
      { path: '/rules/1', message: 'It changes nothing.', code: 'rule' },
    ],
    meta: { requestId: 'r' },
  },
  null,
);

test('a rule is told what is wrong with it by its own field, once', () => {
  assert.deepEqual(problemsOfRule(error, 0), [
    '`then.productIds` must not be empty.',
    '`then.filter.under`: `category` is a text.',
  ]);
  assert.deepEqual(problemsOfRule(error, 1), ['It changes nothing.']);
  assert.deepEqual(problemsOfRule(error, 2), [], 'control');
});
