import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencesOf } from './differences.ts';

test('each field that was changed stands beside what it was', () => {
  const detail = {
    config: { currency: 'EUR', strategies: { trending: { windowMs: 2 } } },
    before: { config: { currency: 'USD', strategies: { trending: { windowMs: 1 } } } },
  };
  assert.deepEqual(differencesOf(detail), [
    { path: 'config.currency', before: 'USD', after: 'EUR' },
    { path: 'config.strategies.trending.windowMs', before: 1, after: 2 },
  ]);
});

test('lists are one value, and what an entry does not tell is undefined', () => {
  assert.deepEqual(differencesOf({ allowedOrigins: ['a', 'b'], note: null }), [
    { path: 'allowedOrigins', before: undefined, after: ['a', 'b'] },
    { path: 'note', before: undefined, after: null },
  ]);
  assert.deepEqual(differencesOf({}), []);
});
