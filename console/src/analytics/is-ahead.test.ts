import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAhead } from './is-ahead.ts';

const now = Date.parse('2026-03-01T23:30:00Z');

test('a day is ahead in the zone in which it has not begun', () => {
  assert.equal(isAhead('2026-03-02', 'UTC', now), true);
  assert.equal(isAhead('2026-03-02', 'Europe/Berlin', now), false, 'there it has begun');
  assert.equal(isAhead('2026-03-01', 'UTC', now), false);
  assert.equal(isAhead(undefined, 'UTC', now), false, 'control: the usual days');
  for (const noDay of ['garbage', '2026-13-45']) assert.equal(isAhead(noDay, 'UTC', now), false, noDay);
});
