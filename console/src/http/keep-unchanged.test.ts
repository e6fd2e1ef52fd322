import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keepUnchanged } from './keep-unchanged.ts';

const rows = () => [
  { id: 'a', price: 1, tags: ['x'] },
  { id: 'b', price: 2, tags: [] },
];

test('an answer that says the same is the one that was there', () => {
  const older = { data: rows(), meta: { total: 2 } };
  assert.equal(keepUnchanged(older, { data: rows(), meta: { total: 2 } }), older);
  assert.notEqual(keepUnchanged(older, { data: rows(), meta: { total: 3 } }), older, 'control');
});

test('a row that is as it was is kept wherever it stands, and one that changed is new', () => {
  const older = rows();
  const newer = keepUnchanged(older, [{ id: 'c', price: 3, tags: [] }, ...rows()]);
  assert.equal(newer[1], older[0]);
  assert.equal(newer[2], older[1]);
  const changed = keepUnchanged(older, [{ ...older[0], price: 9 }, structuredClone(older[1])]);
  assert.notEqual(changed[0], older[0]);
  assert.equal(changed[0]?.tags, older[0]?.tags);
  assert.equal(changed[1], older[1]);
});

test('what is no plain data is taken as new, and what was is never written over', () => {
  const older = { when: new Map([['a', 1]]) };
  const newer = { when: new Map([['b', 2]]) };
  assert.equal(keepUnchanged(older, newer).when, newer.when);
  assert.deepEqual(keepUnchanged({ a: 1 }, { b: 1 }), { b: 1 });
  assert.deepEqual(keepUnchanged({ a: undefined }, {}), {});
});

test('it says what the newer answer says, whatever the older one was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (older, newer) => {
      const before = structuredClone(older);
      assert.deepEqual(keepUnchanged(older, newer), newer);
      assert.deepEqual(older, before);
    }),
  );
});
