import assert from 'node:assert/strict';
import test from 'node:test';
import { moved } from './moved.ts';

test('one is moved up, down, and no further than the ends', () => {
  const list = ['a', 'b', 'c'];
  assert.deepEqual(moved(list, 2, 0), ['c', 'a', 'b']);
  assert.deepEqual(moved(list, 0, 1), ['b', 'a', 'c']);
  assert.deepEqual(moved(list, 0, 9), ['b', 'c', 'a']);
  assert.deepEqual(moved(list, 0, -1), list);
  assert.deepEqual(moved(list, 7, 0), list);
});
