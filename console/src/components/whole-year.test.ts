import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasWholeYear } from './whole-year.ts';

test('a year that is being typed is not whole before its fourth digit', () => {
  assert.deepEqual(['0002-03-01', '0020-03-01', '0202-03-01T10:00'].map(hasWholeYear), [false, false, false]);
  assert.deepEqual(['2026-03-01', '2026-03-01T10:00', ''].map(hasWholeYear), [true, true, true]);
});
