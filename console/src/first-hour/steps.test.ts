import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstSteps } from './steps.ts';

const nothing = { keys: 0, events: 0, products: 0, requests: 0, shown: 0 };
const doneOf = (progress: typeof nothing) => firstSteps(progress).flatMap(({ id, isDone }) => (isDone ? [id] : []));

test('a new tenant has its first step behind it, and the others before it', () => {
  assert.deepEqual(doneOf(nothing), ['tenant']);
});

test('each step is done by what was stored, in any order', () => {
  assert.deepEqual(doneOf({ ...nothing, products: 3 }), ['tenant', 'catalog']);
  assert.deepEqual(doneOf({ keys: 2, events: 1, products: 3, requests: 1, shown: 8 }).length, 6);
});
