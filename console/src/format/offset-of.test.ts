import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetOf } from './offset-of.ts';

test('a list begins where its address says, and at its begin if that is no number', () => {
  assert.deepEqual([undefined, '', '0', '20', '-5', 'abc', '1.5', '1e3'].map(offsetOf), [0, 0, 0, 20, 0, 0, 0, 0]);
});
