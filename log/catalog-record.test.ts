import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCatalogRecord } from './catalog-record.ts';
import { catalogKey, encodeCatalogChange } from './codec.ts';

const at = { offset: 0n, timestampMs: 5 };

test('a null value deletes the product that its key names, whatever that product is called', () => {
  for (const productId of ['p', 'a:b', '🛒\n'])
    assert.deepEqual(decodeCatalogRecord({ ...at, key: catalogKey(3, productId), value: null }), {
      scope: 3,
      productId,
      op: 'delete',
      receivedAtMs: 5,
      createdAtMs: null,
      item: null,
    });
});

test('a null value under no such key is undecodable', () => {
  for (const key of ['', 'p', '1:', ':p']) {
    assert.throws(() => decodeCatalogRecord({ ...at, key, value: null }), { code: 'undecodable' });
  }
});

test('any other value says what it says', () => {
  const change = { scope: 1, productId: 'p', op: 'delete', receivedAtMs: 9, createdAtMs: null, item: null } as const;
  assert.deepEqual(decodeCatalogRecord({ ...at, key: '1:p', value: encodeCatalogChange(change) }), change);
});
