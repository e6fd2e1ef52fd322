import assert from 'node:assert/strict';
import test from 'node:test';
import { projectionNames } from '#processors/index.ts';
import { rebuildable } from '#schemas/http/replay-settings.ts';

test('the contract names every projection, so that each can be built again', () => {
  assert.deepEqual([...rebuildable].sort(), [...projectionNames].sort());
});
