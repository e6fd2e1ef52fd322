import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import type { CatalogChange, CatalogItem } from '../catalog-item.ts';
import { createLiveCatalog } from './live-catalog.ts';

const item = (productId: string, name: string): CatalogItem =>
  plainItem({
    productId,
    name,
  });
const change = (op: CatalogChange['op'], productId: string, name = 'n', scope = 1): CatalogChange => ({
  scope,
  productId,
  op,
  item: op === 'delete' ? null : item(productId, name),
  receivedAtMs: 0,
});

test('the live catalog decides as the projection does: create only where absent, put always, delete where present', () => {
  const catalog = createLiveCatalog();
  catalog.apply(change('create', 'a', 'first'));
  catalog.apply(change('create', 'a', 'second'));
  assert.equal(catalog.get(1, 'a')?.name, 'first');
  catalog.apply(change('put', 'a', 'third'));
  assert.equal(catalog.get(1, 'a')?.name, 'third');
  catalog.apply(change('delete', 'a'));
  assert.equal(catalog.has(1, 'a'), false);
  const version = catalog.version(1);
  catalog.apply(change('delete', 'a'));
  assert.equal(catalog.version(1), version, 'nothing changed');
});

test('scopes have shelves of their own', () => {
  const catalog = createLiveCatalog();
  catalog.apply(change('put', 'a', 'ours', 1));
  assert.deepEqual([catalog.size(1), catalog.size(2), [...catalog.items(2)].length], [1, 0, 0]);
});
