import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createErrorRate } from './error-rate.ts';

const secondMs = 1_000;

test('the rate is of the last five minutes', () => {
  const errors = createErrorRate();
  assert.equal(errors.rate(0), 0);
  errors.count(500, 0);
  for (const status of [200, 404, 503]) errors.count(status, 200 * secondMs);
  assert.equal(errors.rate(250 * secondMs), 0.5);
  assert.equal(errors.rate(320 * secondMs), 1 / 3, 'the first is forgotten');
});

test('a process whose metrics nobody reads remembers no more after a day than after five minutes', () => {
  const errors = createErrorRate();
  const countFor = (fromSecond: number, toSecond: number) => {
    for (let second = fromSecond; second < toSecond; second++) errors.count(200, second * secondMs);
  };
  countFor(0, 290);
  assert.equal(errors.slots, 29, 'control: one for each ten seconds');
  countFor(290, 86_400);
  assert.ok(errors.slots <= 32, `${errors.slots} slots`);
});
