import assert from 'node:assert/strict';
import test from 'node:test';
import { createSharedWork, nothingShared } from './shared-work.ts';

test('what is shared is made once for each key, and of many keys the first are forgotten', () => {
  const share = createSharedWork();
  let made = 0;
  const make = () => ++made;
  assert.deepEqual([share('a', make), share('b', make), share('a', make)], [1, 2, 1]);
  assert.equal(
    share('nothing', () => undefined),
    undefined,
  );
  for (let n = 0; n < 64; n++) share(`other ${n}`, make);
  assert.equal(share('a', make), 67, 'it was forgotten');
  assert.equal(share('other 63', make), 66);
});

test('control: alone everything is made anew', () => {
  let made = 0;
  assert.deepEqual([nothingShared('a', () => ++made), nothingShared('a', () => ++made)], [1, 2]);
});
