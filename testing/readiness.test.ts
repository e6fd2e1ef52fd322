import assert from 'node:assert/strict';
import test from 'node:test';
import { totalLag } from './readiness.ts';

test('the total lag adds up wherever it stands, and a report without any is never drained', () => {
  assert.equal(totalLag({ parts: { loader: { partitions: [{ lag: 2 }, { lag: 3 }] }, models: { lag: 1 } } }), 6);
  assert.equal(totalLag({ parts: {} }), Number.POSITIVE_INFINITY);
});
