import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusals, withExample } from './refusals.ts';

test('what is refused for one reason is counted once, the most frequent reason first', () => {
  const refusals = createRefusals();
  for (const [reason, line] of [
    ['no price', 'line 1'],
    ['no id', 'line 2'],
    ['no id', 'line 3'],
  ] as const)
    refusals.add(reason, line);
  assert.deepEqual(refusals.list(), [
    { reason: 'no id', count: 2, example: 'line 2' },
    { reason: 'no price', count: 1, example: 'line 1' },
  ]);
});

test('an example stands behind words or behind a sentence, and no full stop is in the middle', () => {
  assert.equal(withExample({ reason: 'no id', example: 'line 3' }), 'no id, such as line 3');
  assert.equal(withExample({ reason: 'Add `userId`.', example: 'line 3' }), 'Add `userId`. Such as line 3');
});

test('what a terminal would obey is shown as numbers', () => {
  assert.equal(withExample({ reason: 'no id', example: 'a\tb\u001b[2J\0' }), 'no id, such as a\tb\\x1b[2J\\x00');
});
