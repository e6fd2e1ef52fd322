import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn, daysBefore, windowText } from './days.ts';

test('a day is the one of the time zone', () => {
  const justBeforeMidnightUtc = Date.parse('2026-03-28T23:30:00Z');
  assert.equal(dayIn('UTC', justBeforeMidnightUtc), '2026-03-28');
  assert.equal(dayIn('Europe/Berlin', justBeforeMidnightUtc), '2026-03-29');
});

test('days are counted on the calendar, over months and years', () => {
  assert.equal(daysBefore('2026-03-30', 1), '2026-03-29');
  assert.equal(daysBefore('2026-03-01', 1), '2026-02-28');
  assert.equal(daysBefore('2026-01-01', 1), '2025-12-31');
});

test('a window is told with its last day, not with the end of it, and the year once', () => {
  const berlin = (from: string, to: string) => windowText({ from, to }, 'Europe/Berlin');
  assert.equal(berlin('2026-10-28T23:00:00Z', '2026-11-27T23:00:00Z'), '29 Oct to 27 Nov 2026, Europe/Berlin');
  assert.equal(berlin('2025-12-30T23:00:00Z', '2026-01-01T23:00:00Z'), '31 Dec 2025 to 1 Jan 2026, Europe/Berlin');
  assert.equal(berlin('2026-11-26T23:00:00Z', '2026-11-27T23:00:00Z'), '27 Nov 2026, Europe/Berlin');
});
