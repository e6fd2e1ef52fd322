import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue } from './queue.ts';

test('a queue tells how many wait and for how long the oldest has, in whatever order they leave', () => {
  let nowMs = 0;
  const queue = createQueue(() => nowMs);
  assert.deepEqual([queue.size(), queue.ageMs()], [0, 0]);
  const first = queue.enter();
  nowMs = 10;
  const second = queue.enter();
  queue.enter();
  nowMs = 30;
  assert.deepEqual([queue.size(), queue.ageMs()], [3, 30]);
  queue.leave(first);
  queue.leave(first);
  assert.deepEqual([queue.size(), queue.ageMs()], [2, 20]);
  queue.leave(second);
  assert.deepEqual([queue.size(), queue.ageMs()], [1, 20]);
});
