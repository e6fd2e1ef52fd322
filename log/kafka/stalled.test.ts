import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Progress } from './follower.ts';
import { stalledPartitions } from './stalled.ts';

const at = (next: bigint, isBusy = false) => new Map<number, Progress>([[3, { next, isBusy }]]);
const end = (offset: bigint) => new Map([[3, offset]]);

test('a partition with something to fetch that nobody fetched is stalled', () => {
  assert.deepEqual(stalledPartitions(at(5n), end(9n), at(5n)), [3]);
});

test('one that moves, is at its end, is being handled, or was just taken over is not', () => {
  assert.deepEqual(stalledPartitions(at(5n), end(9n), at(6n)), []);
  assert.deepEqual(stalledPartitions(at(9n), end(9n), at(9n)), []);
  assert.deepEqual(stalledPartitions(at(5n), end(9n), at(5n, true)), []);
  assert.deepEqual(stalledPartitions(at(5n, true), end(9n), at(5n)), []);
  assert.deepEqual(stalledPartitions(new Map(), end(9n), at(5n)), []);
});
