import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepEqual } from './keep-equal.ts';

test('a row that is as it was is the same object, and one that has changed is the new one', () => {
  const before = [
    { id: 'a', done: 1 },
    { id: 'b', done: 1 },
  ];
  const now = [
    { id: 'c', done: 0 },
    { id: 'b', done: 2 },
    { id: 'a', done: 1 },
  ];
  const kept = keepEqual(before, now);
  assert.deepEqual(kept, now);
  assert.equal(kept[2], before[0]);
  assert.equal(kept[1], now[1]);
});
