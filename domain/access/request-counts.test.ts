import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTakeRequest } from '#runtime/http/take-request.contract.ts';
import { createRequestCounts } from './request-counts.ts';

testTakeRequest(async () => createRequestCounts().take);

test('what is known of an id from elsewhere raises its count, and never lowers it', () => {
  const counts = createRequestCounts();
  counts.raise('k', 7, 1);
  counts.raise('k', 3, 1);
  assert.deepEqual(counts.known([{ id: 'k', limit: 10 }], 1), [7]);
  assert.deepEqual(counts.take([{ id: 'k', limit: 10 }], 1), [7]);
  counts.take([{ id: 'k', limit: 10 }], 2);
  counts.raise('k', 9, 1);
  assert.deepEqual(counts.known([{ id: 'k', limit: 10 }], 2), [1], 'news of an earlier window comes too late');
});
