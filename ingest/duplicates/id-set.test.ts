import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { createIdSet, idsOfSlots } from './id-set.ts';

const idOf = (n: number) => hash('sha256', String(n), 'buffer').subarray(0, 16);

test('an id set has what was added, and nothing else, while it doubles', () => {
  const set = createIdSet(2 ** 18, 16);
  const added = Array.from({ length: 50_000 }, (_, n) => idOf(n));
  for (const id of added) assert.equal(set.add(id), true);
  assert.equal(set.size, 50_000);
  assert.ok(added.every((id) => set.has(id)));
  assert.ok(Array.from({ length: 50_000 }, (_, n) => idOf(-1 - n)).every((id) => !set.has(id)));
});

test('ids that share their hash word are told apart', () => {
  const set = createIdSet(64);
  const [a, b] = [Buffer.alloc(16, 7), Buffer.alloc(16, 7)];
  b[0] = 8;
  set.add(a);
  assert.equal(set.has(b), false);
  set.add(b);
  assert.deepEqual([set.has(a), set.has(b), set.size], [true, true, 2]);
});

test('adding twice is adding once', () => {
  const set = createIdSet(64);
  assert.deepEqual([set.add(idOf(1)), set.add(idOf(1)), set.size], [true, true, 1]);
});

test('a full set says so, takes no more memory and keeps what it has', () => {
  const set = createIdSet(64, 64);
  for (let n = 0; n < idsOfSlots(64); n += 1) assert.equal(set.add(idOf(n)), true);
  assert.equal(set.add(idOf(1_000)), false);
  assert.deepEqual([set.has(idOf(1_000)), set.has(idOf(0)), set.add(idOf(0))], [false, true, true]);
  assert.equal(set.sizeBytes, 64 * 16);
});
