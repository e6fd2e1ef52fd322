import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneOrMany, several } from './several.ts';

test('one of a thing is told in the singular, any other number in the plural', () => {
  assert.deepEqual(
    [0, 1, 2, 1_234].map((number) => several(number, 'record')),
    ['0 records', '1 record', '2 records', '1,234 records'],
  );
  assert.equal(several(2, 'entry', 'entries'), '2 entries');
  assert.deepEqual(
    [0, 1, 2].map((number) => oneOrMany(number, 'it is', 'they are')),
    ['they are', 'it is', 'they are'],
  );
});
