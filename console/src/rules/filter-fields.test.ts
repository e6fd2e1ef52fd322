import assert from 'node:assert/strict';
import test from 'node:test';
import * as domain from '#domain/rules/filter-fields.ts';
import { fieldKinds, fieldWords, operatorsOf, operatorWords, scalarOf, scalarText } from './filter-fields.ts';

test('the forms offer every field and operator that the API takes, and no other', () => {
  assert.deepEqual(Object.entries(fieldKinds).sort(), [...domain.fieldKinds].sort());
  assert.deepEqual(Object.keys(fieldWords).sort(), [...domain.fieldKinds.keys()].sort());
  for (const [kind, operators] of Object.entries(domain.operatorsOf))
    assert.deepEqual([...operatorsOf[kind as keyof typeof operatorsOf]].sort(), [...operators].sort(), kind);
  const all = new Set(Object.values(domain.operatorsOf).flat());
  assert.deepEqual(Object.keys(operatorWords).sort(), [...all].sort());
});

test('values are read as they were written: attributes by what they look like, quotes make a text', () => {
  for (const value of [0.2, true, 'red', '7', 'true', ''])
    assert.equal(scalarOf(scalarText(value, 'attribute'), 'attribute'), value, JSON.stringify(value));
  assert.equal(scalarOf('7', 'text'), '7');
  assert.equal(scalarOf('7', 'number'), 7);
});
