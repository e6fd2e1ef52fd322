import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneOrMany, several } from './several.ts';

test('one thing is told in the singular, none and many in the plural', () => {
  const told = [0, 1, 2, 1_200].map((number) => several(number, 'product'));
  assert.deepEqual(told, ['0 products', '1 product', '2 products', '1,200 products']);
  assert.equal(several(1, 'list of rules', 'lists of rules'), '1 list of rules');
  assert.equal(several(2, 'list of rules', 'lists of rules'), '2 lists of rules');
});

test('what goes with a number of things agrees with it', () => {
  assert.deepEqual(
    [0, 1, 2].map((number) => oneOrMany(number, 'it is', 'they are')),
    ['they are', 'it is', 'they are'],
  );
});
