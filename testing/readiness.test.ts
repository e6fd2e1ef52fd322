import assert from 'node:assert/strict';
import test from 'node:test';
import { totalLag } from './readiness.ts';

test('the total lag adds up all consumers, and a report without the loader is never drained', () => {
  assert.equal(totalLag({ data: { lag: { 'loader/0': 2, 'models/events/0': 3 } }, meta: {} }), 5);
  assert.equal(totalLag({ data: null, meta: { lag: { 'loader/0': 1 } } }), 1);
  assert.equal(totalLag({ data: { lag: { 'models/events/0': 0 } }, meta: {} }), Number.POSITIVE_INFINITY);
});
