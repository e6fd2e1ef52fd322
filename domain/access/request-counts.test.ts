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

test('a clock that is set back by a day does not keep an exhausted id refused until it comes by again', () => {
  const counts = createRequestCounts();
  const claims = [{ id: 'k', limit: 1 }];
  const today = 1_440;
  counts.take(claims, today);
  assert.deepEqual(counts.take(claims, today), [1], 'exhausted');
  assert.deepEqual(counts.take(claims, today - 1), [1], 'late by a window, it counts in the current one');
  assert.deepEqual(counts.take(claims, 0), [0]);
  assert.deepEqual(counts.take(claims, 0), [1], 'and is limited there as well');
});

test('a hundred thousand addresses in one window leave no more behind than are remembered, and push out nobody who goes on asking', () => {
  const remembered = 1_000;
  const counts = createRequestCounts(remembered);
  const [busy, quiet] = [
    { id: 'busy', limit: 10 },
    { id: 'quiet', limit: 10 },
  ];
  for (let n = 0; n < 10; n += 1) counts.take([busy], 1);
  counts.take([quiet], 1);
  for (let n = 0; n < 100_000; n += 1) {
    counts.take([{ id: `address ${n}`, limit: 1 }], 1);
    if (n % 500 === 0) counts.take([busy], 1);
  }
  assert.deepEqual(counts.known([busy], 1), [10], 'refused as before');
  assert.deepEqual(counts.known([quiet], 1), [0], 'control: forgotten');
  const known = Array.from({ length: 100_000 }, (_, n) => counts.known([{ id: `address ${n}`, limit: 1 }], 1)[0]);
  assert.ok(known.filter((count) => count === 1).length <= 2 * remembered);
});
