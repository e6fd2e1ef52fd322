import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScopePositions } from './scope-positions.ts';

test('two processes that read as far say the same, whenever they began and whichever partition came first', () => {
  const [all, compacted] = [createScopePositions('log'), createScopePositions('log')];
  for (const offset of [3n, 4n, 7n]) all.move(1, 0, offset);
  all.move(1, 2, 5n);
  compacted.move(1, 2, 5n);
  compacted.move(1, 0, 7n);
  assert.equal(all.of(1), compacted.of(1));
  compacted.move(1, 0, 8n);
  assert.notEqual(all.of(1), compacted.of(1), 'control: one read further');
});

test('scopes and logs are told apart, and partitions whose offsets add up to the same', () => {
  const [a, b] = [createScopePositions('log'), createScopePositions('log')];
  a.move(1, 0, 3n);
  a.move(1, 1, 4n);
  b.move(1, 0, 4n);
  b.move(1, 1, 3n);
  assert.notEqual(a.of(1), b.of(1));
  const before = a.of(2);
  a.move(1, 0, 9n);
  assert.equal(a.of(2), before, 'another scope');
  assert.notEqual(createScopePositions('other').of(2), before);
});
