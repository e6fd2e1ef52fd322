import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteIn, timeIn } from './local-time.ts';

const isoOf = (timeZone: string, local: string) => new Date(timeIn(timeZone, local)).toISOString();

test('a local time is the one of its zone, on both sides of a change of the clocks', () => {
  assert.equal(isoOf('UTC', '2026-03-29T01:30'), '2026-03-29T01:30:00.000Z');
  assert.equal(isoOf('Europe/Berlin', '2026-03-29T01:30'), '2026-03-29T00:30:00.000Z');
  assert.equal(isoOf('Europe/Berlin', '2026-03-29T03:30'), '2026-03-29T01:30:00.000Z');
  assert.equal(isoOf('America/New_York', '2026-12-31T23:59:58'), '2027-01-01T04:59:58.000Z');
});

test('a year that is being typed, digit by digit, is a time too', () => {
  for (const year of ['0001', '0002', '0020', '0202'])
    assert.match(isoOf('Europe/Berlin', `${year}-06-01T12:00`), new RegExp(`^${year}-06-01T1[012]:`));
});

test('a minute is the one that the clocks show, and leads back to its time', () => {
  const timeMs = Date.parse('2026-03-29T00:30:00Z');
  assert.equal(minuteIn('Europe/Berlin', timeMs), '2026-03-29T01:30');
  assert.equal(timeIn('Europe/Berlin', minuteIn('Europe/Berlin', timeMs)), timeMs);
});

test('what is no time is NaN', () => {
  assert.ok(Number.isNaN(timeIn('UTC', 'noon')));
});
