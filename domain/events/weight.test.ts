import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTypeNames } from '#schemas/events/index.ts';
import { weightOf } from './weight.ts';

test('weights are those of the specification (FR-007)', () => {
  assert.deepEqual(eventTypeNames.map(weightOf), [1, 2, 3, 0, 5, 0, 2]);
});
