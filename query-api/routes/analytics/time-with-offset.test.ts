import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timesIn } from './time-with-offset.ts';

test('a time is written by the clock of its zone, with the offset of that time, and is the same moment', () => {
  const written = [
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T00:00:00+01:00'],
    ['Europe/Berlin', '2026-03-29T22:00:00.000Z', '2026-03-30T00:00:00+02:00'],
    ['Europe/Berlin', '2026-10-25T00:00:00.000Z', '2026-10-25T02:00:00+02:00'],
    ['Europe/Berlin', '2026-10-25T01:00:00.000Z', '2026-10-25T02:00:00+01:00'],
    ['Asia/Kathmandu', '2026-05-10T18:15:00.000Z', '2026-05-11T00:00:00+05:45'],
    ['America/St_Johns', '2026-01-10T03:30:00.000Z', '2026-01-10T00:00:00-03:30'],
    ['UTC', '2026-05-10T12:00:00.000Z', '2026-05-10T12:00:00+00:00'],
  ] as const;
  for (const [timeZone, at, text] of written) {
    assert.equal(timesIn(timeZone)(at), text);
    assert.equal(Date.parse(text), Date.parse(at), 'control');
  }
});
