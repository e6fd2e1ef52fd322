import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem, isNothingThere, mayAnswerLater, Unreachable } from './problem.ts';

const answered = (status: number) =>
  new ApiProblem({ status, detail: '', errors: [], meta: { requestId: 'r' } } as never, null);

test('what is refused for what was asked is refused again, all else may be answered later', () => {
  for (const status of [400, 404, 422]) assert.equal(mayAnswerLater(answered(status)), false, String(status));
  for (const status of [403, 409, 429, 500, 503]) assert.equal(mayAnswerLater(answered(status)), true, String(status));
  assert.equal(mayAnswerLater(new Unreachable(null)), true);
});

test('an id that names nothing, or is none, is nothing that is there', () => {
  assert.deepEqual(
    [400, 404, 403, 500].map((status) => isNothingThere(answered(status))),
    [true, true, false, false],
  );
  assert.equal(isNothingThere(null), false);
});
