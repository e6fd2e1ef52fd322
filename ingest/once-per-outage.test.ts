import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oncePerOutage } from './once-per-outage.ts';

test('failures with less than a minute between them are one outage, which is told once and without a stack', () => {
  const told: string[] = [];
  let nowMs = 0;
  const failed = oncePerOutage(
    () => nowMs,
    (reason) => told.push(reason),
  );
  for (let n = 0; n < 83; n++) {
    nowMs += 2_000;
    failed(new Error('slow'));
  }
  assert.deepEqual(told, ['slow']);
  nowMs += 59_999;
  failed(new Error('slow still'));
  nowMs += 60_000;
  failed('down');
  assert.deepEqual(told, ['slow', 'down'], 'control: the next outage is told again');
});
