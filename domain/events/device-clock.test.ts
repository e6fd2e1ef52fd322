import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceTime } from './device-clock.ts';

const receivedAtMs = Date.UTC(2026, 2, 1, 12);
const minuteMs = 60_000;
const at = (minutes: number) => new Date(receivedAtMs + minutes * minuteMs).toISOString();

test('an event of a device whose clock is off counts at the time by our clock', () => {
  for (const off of [20, -20, 60 * 24 * 400])
    assert.deepEqual(deviceTime(at(off - 3), at(off), receivedAtMs), {
      timestampMs: receivedAtMs - 3 * minuteMs,
      isCorrected: true,
    });
  assert.equal(
    deviceTime(at(25), at(20), receivedAtMs)?.timestampMs,
    receivedAtMs,
    'nothing happens after it was sent',
  );
});

test('control: the time stays where the clock is right, or nobody says when it was sent', () => {
  assert.equal(deviceTime(at(-3), at(0), receivedAtMs), undefined);
  assert.equal(deviceTime(at(-3), at(-0.5), receivedAtMs), undefined);
  assert.deepEqual(deviceTime(at(-3), at(-0.9), receivedAtMs), {
    timestampMs: receivedAtMs - 3 * minuteMs,
    isCorrected: false,
  });
  for (const [timestamp, sentAt] of [
    [at(1), undefined],
    [at(1), 'soon'],
    [undefined, at(20)],
    [7, at(20)],
  ] as const)
    assert.equal(deviceTime(timestamp, sentAt, receivedAtMs), undefined);
});
