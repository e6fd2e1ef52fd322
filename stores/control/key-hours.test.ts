import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countAnswer, type KeyHour } from './key-hours.ts';

const hourMs = 3_600_000;

test('answers are counted by the hour, and of them what was refused, and by which limit', () => {
  const hours: KeyHour[] = [];
  for (const status of [200, 202, 400, 429, 500]) countAnswer(hours, status, 10 * hourMs + 5);
  countAnswer(hours, 200, 11 * hourMs);
  assert.deepEqual(hours, [
    { hourMs: 10 * hourMs, requests: 5, refused: 2, limited: 1 },
    { hourMs: 11 * hourMs, requests: 1, refused: 0, limited: 0 },
  ]);
});

test('of a process that runs for long the last two hours are held', () => {
  const hours: KeyHour[] = [];
  for (let hour = 0; hour < 100; hour += 1) countAnswer(hours, 200, hour * hourMs);
  assert.deepEqual(
    hours.map((hour) => hour.hourMs / hourMs),
    [98, 99],
  );
});
