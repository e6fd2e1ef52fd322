import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem } from '#console/http/problem.ts';
import { invalidRequest } from '#testing/invalid-request.ts';
import { problemsOfRule } from './problems-of-rules.ts';

const error = new ApiProblem(
  invalidRequest(
    ['/rules/0/then/productIds', '`rules.0.then.productIds` must not be empty.'],
    ['/rules/0/then/filter/under', '`category` is a text.'],
    ['/rules/1', 'It changes nothing.'],
  ),
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
