import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureText } from './failure-text.ts';
import { ApiProblem } from './problem.ts';

const problem = (detail: string, errors: ApiProblem['errors'] = []) =>
  new ApiProblem(
    {
      type: 'about:blank',
      title: '',
      status: 400,
      detail,
      instance: '',
      data: null,
      errors,
      meta: { requestId: 'request' },
    },
    null,
  );

test('what is wrong at a field is told, by its name, in place of a hint at a list that nobody sees', () => {
  const errors = [
    { path: '/from', message: '`from` must be before `to`.', code: 'range' },
    { path: '/config/currency', message: 'Three letters.', code: 'pattern' },
  ];
  assert.equal(
    failureText(problem('The request is not valid: see errors.', errors)),
    '`from` must be before `to`. config.currency: Three letters.',
  );
});

test('what the API says as a whole is told once, and so is any other failure', () => {
  const text = 'Remove lone surrogates.';
  assert.equal(failureText(problem(text, [{ path: '', message: text, code: 'unstorable_text' }])), text);
  assert.equal(failureText(problem('The request is not valid: see errors.')), 'The request is not valid: see errors.');
  assert.equal(failureText(new Error('offline')), 'offline');
  assert.equal(failureText('thrown'), 'thrown');
});

test('of a part of the page that does not come no address is told', () => {
  const missing = new TypeError(
    'Failed to fetch dynamically imported module: http://127.0.0.1:3112/_build/assets/a.js',
  );
  assert.equal(failureText(missing), 'A part of this page did not come. Try again once the network is back.');
});

test('a suspended tenant is told to people, not by the request that ends it', () => {
  const ofTheApi = 'Tenant suspended: its admin makes it active again by PUT /api/v1/tenants/:id {"status": "active"}.';
  assert.equal(
    failureText(problem(ofTheApi)),
    'The tenant was suspended meanwhile, so nothing was changed. It can be reactivated in its settings.',
  );
});

test('that somebody else was first is told to people without the header that programs send', () => {
  const told = failureText(
    problem('This was changed since you read it, and is at version 1 now: read it again, and send If-Match: "1".'),
  );
  assert.equal(told, 'It was changed meanwhile, in another place, so nothing was saved.');
  assert.equal(failureText(problem('This was changed.')), 'This was changed.', 'control');
});
