import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCountingWindows } from './counting-windows.ts';

const windowMs = 60_000;

test('an id is counted until its window ends, and begins anew then', () => {
  let nowMs = 1_000_000;
  const windowOf = createCountingWindows({ windowMs, remembered: 2, now: () => nowMs });
  windowOf('a').count += 3;
  nowMs += windowMs - 1;
  assert.equal(windowOf('a').count, 3);
  assert.equal(windowOf('b').count, 0, 'control: another id counts apart');
  nowMs += 1;
  assert.equal(windowOf('a').count, 0);
});

test('a clock that is set back ends the window', () => {
  let nowMs = 86_400_000;
  const windowOf = createCountingWindows({ windowMs, remembered: 2, now: () => nowMs });
  windowOf('a').count = 10;
  assert.equal(windowOf('a').count, 10);
  nowMs = 1;
  assert.deepEqual(windowOf('a'), { count: 0, endMs: 1 + windowMs });
});
