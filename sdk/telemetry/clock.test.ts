import assert from 'node:assert/strict';
import test from 'node:test';
import { createClock } from './clock.ts';

test('no two events are in one millisecond, also while the clock stands or goes back', () => {
  let nowMs = 1_000_000;
  const clock = createClock(() => nowMs);
  const times = Array.from({ length: 50 }, () => clock.next());
  nowMs -= 500;
  times.push(clock.next(), clock.next());
  assert.equal(new Set(times).size, 52);
  assert.deepEqual([...times].sort(), times, 'in their order');
});

test('after a clock was ahead by an hour, and is put right, events have the right time again', () => {
  let nowMs = 3_600_000;
  const clock = createClock(() => nowMs);
  clock.next();
  nowMs = 10;
  assert.deepEqual([clock.next(), clock.next()], [new Date(10).toISOString(), new Date(11).toISOString()]);
});

test('a clock that is wrong by hours is corrected by the time of an answer, one that is wrong by seconds is not', () => {
  const clock = createClock(() => 0);
  clock.hear(7_200_000);
  assert.equal(clock.next(), new Date(7_200_000).toISOString());
  const nearly = createClock(() => 0);
  nearly.hear(5_000);
  assert.equal(nearly.next(), new Date(1).toISOString());
  nearly.hear(Number.NaN);
  assert.equal(nearly.next(), new Date(2).toISOString(), 'an answer that says no time');
});
