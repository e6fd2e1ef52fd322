import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agoText, clockText } from './clock-text.ts';

const nowMs = Date.parse('2026-11-29T12:00:00Z');
const ago = (ms: number) => agoText(nowMs - ms, nowMs);

test('a time is told by the clocks of its zone, through midnight too', () => {
  assert.equal(clockText(Date.parse('2026-11-28T23:05:09Z'), 'UTC'), '28 Nov 2026, 23:05:09');
  assert.equal(clockText(Date.parse('2026-11-28T23:05:09Z'), 'Europe/Berlin'), '29 Nov 2026, 00:05:09');
});

test('how long ago it was is told in the greatest unit that it fills', () => {
  assert.deepEqual(
    [ago(0), ago(59_999), ago(60_000), ago(3_599_999)],
    ['just now', 'just now', '1 min ago', '59 min ago'],
  );
  assert.deepEqual([ago(3_600_000), ago(86_399_999)], ['1 h ago', '23 h ago']);
  assert.deepEqual([ago(86_400_000), ago(29 * 86_400_000)], ['1 day ago', '29 days ago']);
});

test('what is long ago, or yet to come, is told by its date alone', () => {
  assert.equal(ago(30 * 86_400_000), null);
  assert.equal(ago(-1), null);
});
