import assert from 'node:assert/strict';
import test from 'node:test';
import { RefusedRequest } from './refused-request.ts';

const said = (body: unknown) => new RefusedRequest(400, typeof body === 'string' ? body : JSON.stringify(body)).message;

test('a refusal says all that the server said: each reason with its place, and the id of the request', () => {
  const errors = [
    { path: '/items/3/price', message: 'Send `price` as a plain decimal.', code: 'invalid_price' },
    { path: '', message: 'Send at most 500 items.', code: 'max_items' },
  ];
  assert.equal(
    said({ detail: 'The body is not valid.', errors, meta: { requestId: 'r-1' } }),
    'the server answered 400: The body is not valid. (request r-1)\n  /items/3/price: Send `price` as a plain decimal.\n  Send at most 500 items.',
  );
});

test('a reason that only repeats what happened is not said twice, and thousands are counted', () => {
  const [once, many] = [1, 1_000].map((count) =>
    said({
      detail: 'No.',
      errors: Array.from({ length: count }, (_, n) => ({
        path: count === 1 ? '' : `/${n}`,
        message: 'No.',
        code: 'no',
      })),
    }),
  );
  assert.equal(once, 'the server answered 400: No.');
  assert.match(many ?? '', /\n {2}\/19: No\.\n {2}and 980 more$/);
});

test('an answer that is no problem document is said as it is', () => {
  for (const body of ['<html>Bad Gateway</html>', '', '"text"', '5', 'null'])
    assert.equal(said(body), `the server answered 400: ${body}`);
});
