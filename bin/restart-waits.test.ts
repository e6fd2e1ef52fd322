import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRestartWaits, type Life } from './restart-waits.ts';

const waitsAfter = (...lives: readonly Life[]): number[] => lives.map(createRestartWaits());
const times = (count: number, life: Life): Life[] => Array.from({ length: count }, () => life);

const worked = { livedMs: 3_000, readyMs: 1_500 };
const neverReady = { livedMs: 1_500, readyMs: 0 };
const diedAtOnce = { livedMs: 1_500, readyMs: 20 };
const waitedInVain = { livedMs: 60_000, readyMs: 0 };

test('a process that worked is started again at once, however often it is killed', () => {
  assert.deepEqual(waitsAfter(...times(6, worked)), [0, 0, 0, 0, 0, 0]);
});

test('a process that cannot start is started again after longer and longer, five seconds at most', () => {
  for (const failed of [neverReady, diedAtOnce])
    assert.deepEqual(waitsAfter(...times(8, failed)), [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

test('once it has worked, or lived for long, it is waited for as in the beginning', () => {
  assert.deepEqual(waitsAfter(neverReady, neverReady, worked, neverReady), [100, 200, 0, 100]);
  assert.deepEqual(waitsAfter(neverReady, neverReady, waitedInVain, neverReady), [100, 200, 100, 200]);
});
