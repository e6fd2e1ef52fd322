import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invalidRequest } from '#testing/invalid-request.ts';
import { errorsByField } from './errors-by-field.ts';
import { ApiProblem } from './problem.ts';

const problemOf = (...errors: [path: string, message: string][]) => new ApiProblem(invalidRequest(...errors), null);
const names = ['name', 'config.allowedOrigins'];

test('each error stands at its field, entries of a list at the field of the list, one after the other', () => {
  const error = problemOf(
    ['/name', 'Empty.'],
    ['/config/allowedOrigins/0', 'First.'],
    ['/config/allowedOrigins/2', 'Third.'],
  );
  const { fields, rest } = errorsByField(error, names);
  assert.deepEqual(
    [...fields],
    [
      ['name', 'Empty.'],
      ['config.allowedOrigins', 'First. Third.'],
    ],
  );
  assert.equal(rest, null);
});

test('what is no field of the form is told as a whole, and so is what is no problem of the API', () => {
  const error = problemOf(['/name', 'Empty.'], ['/config/currency', 'Wrong.']);
  assert.equal(errorsByField(error, names).rest, error);
  const other = new Error('offline');
  assert.deepEqual(errorsByField(other, names), { fields: new Map(), rest: other });
});
