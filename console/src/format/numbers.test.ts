import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percent } from './numbers.ts';

test('a share that rounds to nothing has no sign, and any other negative one has', () => {
  assert.equal(percent(-1e-9), '0 %');
  assert.equal(percent(-0), '0 %');
  assert.equal(percent(-0.0312), '-3.12 %');
  assert.equal(percent(0.3336), '33.36 %');
});
