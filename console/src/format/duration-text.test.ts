import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText } from './duration-text.ts';

test('a span is told in the largest unit that it is a whole number of', () => {
  assert.deepEqual([86_400_000, 172_800_000, 5_400_000, 300_000, 1_000, 90_000].map(durationText), [
    '1 day',
    '2 days',
    '90 minutes',
    '5 minutes',
    '1 second',
    '90 seconds',
  ]);
});

test('what is no whole number of seconds, or no span, is told as nothing', () => {
  assert.deepEqual([1_500, 0, -1_000, Number.NaN].map(durationText), [null, null, null, null]);
});
