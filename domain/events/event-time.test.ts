import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseEventTime } from './event-time.ts';

test('every time that Date writes is read back', () => {
  const anyDate = fc.date({
    min: new Date('0000-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(anyDate, (date) => {
      assert.equal(parseEventTime(date.toISOString()), date.getTime());
      const seconds = `${date.toISOString().slice(0, 19)}Z`;
      assert.equal(parseEventTime(seconds), Date.parse(seconds));
    }),
    { seed: 20260301, numRuns: 1000 },
  );
});

test('offsets, minutes without seconds and finer digits are understood', () => {
  const noon = Date.UTC(2026, 2, 1, 12);
  for (const text of [
    '2026-03-01T13:00:00+01:00',
    '2026-03-01T13:00:00.0004+0100',
    '2026-03-01T06:30-05:30',
    '2026-03-01t12:00:00,000999z',
    '2026-02-28T23:30:00-12:30',
  ]) {
    assert.equal(parseEventTime(text), noon, text);
  }
  assert.equal(parseEventTime('2026-03-01T12:00:00.123999Z'), noon + 123);
  assert.equal(parseEventTime('2016-12-31T23:59:60Z'), Date.UTC(2017, 0, 1));
  assert.equal(parseEventTime('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29));
});

test('days that do not exist and anything that is no time are none', () => {
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00.000Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:61Z',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+00:60',
    '1772366400000',
    '2026-0a-01T00:00:00Z',
    '２０26-01-01T00:00:00Z',
    '2026-01-01T00:00:00.00Z0',
    '',
    'now',
  ]) {
    assert.equal(parseEventTime(text), undefined, text);
  }
});
