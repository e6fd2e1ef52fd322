import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveBackMemory } from './give-back-memory.ts';

const mib = () => process.memoryUsage().heapUsed / 2 ** 20;

/** Garbage that has outlived young collections. */
function leaveGarbage(): void {
  const kept = Array.from({ length: 400_000 }, (_, n) => ({ n }));
  assert.equal(kept.length, 400_000);
}

test('what a start has left is given back', () => {
  leaveGarbage();
  const before = mib();
  giveBackMemory();
  assert.ok(before - mib() > 5, `${before} to ${mib()} MiB`);
});

test('a large heap is left alone', () => {
  const held = Array.from({ length: 7_000_000 }, (_, n) => ({ n }));
  leaveGarbage();
  const before = mib();
  assert.ok(before > 192, `control: ${before} MiB`);
  giveBackMemory();
  assert.ok(mib() >= before);
  assert.equal(held.length, 7_000_000);
});
