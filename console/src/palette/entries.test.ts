import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesLike, pageEntries, rankOf } from './entries.ts';

const labels = (text: string, tenantId?: string) => entriesLike(pageEntries(tenantId), text).map(({ label }) => label);

test('pages of a tenant are found only where one is open', () => {
  assert.deepEqual(labels('api keys'), []);
  assert.deepEqual(labels('api keys', 'the-tenant'), ['API keys']);
  const [entry] = entriesLike(pageEntries('the-tenant'), 'api keys');
  assert.equal(entry?.href, '/dashboard/tenants/the-tenant/api-keys');
});

test('every word must be there, in any order; what begins with the text comes first', () => {
  const entries = ['Blue mug', 'Mug, blue', 'Red mug'].map((label) => ({ label, kind: 'Product', href: label }));
  const found = (text: string) => entriesLike(entries, text).map(({ label }) => label);
  assert.deepEqual(found('mug blue'), ['Blue mug', 'Mug, blue']);
  assert.deepEqual(found('mug'), ['Mug, blue', 'Blue mug', 'Red mug']);
  assert.deepEqual(found('mug product'), ['Blue mug', 'Mug, blue', 'Red mug']);
  assert.deepEqual(found('cup'), []);
  assert.equal(found('').length, 3);
});

test('the very id or name of a product is before what goes on after it, begins so, or has its words elsewhere', () => {
  const rank = (text: string) => rankOf({ productId: 'p-777', name: 'Thing 777 of oak' }, text);
  for (const text of ['p-777', ' P-777 ', 'thing 777 of oak']) assert.equal(rank(text), 0, text);
  assert.equal(rank('THING 777'), 1);
  assert.equal(rank('thing 77'), 2);
  for (const text of ['777 thing', 'oak', 'p-77']) assert.equal(rank(text), 3, text);
});
