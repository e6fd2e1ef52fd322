import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import type { CatalogChange, CatalogItem } from '../catalog-item.ts';
import { atOnce, type Steps } from '../memory/steps.ts';
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
  createdAtMs: null,
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

test('a product keeps its earliest time of creation through later writes; deleted and written again it begins anew', () => {
  const catalog = createLiveCatalog();
  const write = (receivedAtMs: number, createdAtMs: number | null) => {
    catalog.apply({ ...change('put', 'a'), receivedAtMs, createdAtMs });
    return catalog.get(1, 'a')?.createdAtMs;
  };
  assert.equal(write(50, null), 50, 'a record that does not tell: when it came in');
  assert.equal(write(60, null), 50);
  assert.equal(write(70, 70), 50, 'ingest had not read the first one yet');
  assert.equal(write(80, 40), 40, 'the last change that compaction has left tells of one before the first');
  catalog.apply({ ...change('create', 'a'), createdAtMs: 10 });
  assert.equal(catalog.get(1, 'a')?.createdAtMs, 40, 'a refused one tells nothing');
  catalog.apply(change('delete', 'a'));
  assert.equal(write(90, 90), 90);
});

test('scopes have shelves of their own', () => {
  const catalog = createLiveCatalog();
  catalog.apply(change('put', 'a', 'ours', 1));
  assert.deepEqual([catalog.size(1), catalog.size(2), [...catalog.items(2)].length], [1, 0, 0]);
});

test('the newest are those that were created last and are available, whatever was changed or removed since', () => {
  const catalog = createLiveCatalog();
  for (let n = 0; n < 3_000; n++) catalog.apply(change('put', `p${n}`));
  catalog.apply(change('put', 'p5', 'changed'));
  assert.deepEqual(catalog.newest(1, 2), ['p2999', 'p2998']);
  const hidden = item('p2999', 'hidden');
  catalog.apply({ ...change('put', 'p2999'), item: { ...hidden, available: false } });
  for (let n = 100; n < 2_998; n++) catalog.apply(change('delete', `p${n}`));
  assert.deepEqual(catalog.newest(1, 3), ['p2998', 'p99', 'p98']);
  catalog.apply({ ...change('put', 'p2999'), item: hidden });
  catalog.apply(change('delete', 'p99'));
  catalog.apply(change('create', 'p99'));
  assert.deepEqual(catalog.newest(1, 3), ['p99', 'p2999', 'p2998']);
  assert.deepEqual(catalog.newest(2, 3), []);
});

test('the index of a large catalog is made in steps, and has what changed between them', () => {
  const begun: Steps[] = [];
  const catalog = createLiveCatalog((steps) => void begun.push(steps));
  for (let n = 0; n < 500; n++) catalog.apply(change('put', `p${n}`, `word${n}`));
  assert.equal(catalog.content(1), null, 'not made yet');
  assert.equal(catalog.content(1), null);
  const [steps] = begun;
  assert.ok(steps !== undefined && begun.length === 1, 'begun once');
  for (let n = 0; n < 10; n++) steps.next();
  catalog.apply(change('put', 'p0', 'red mug'));
  catalog.apply(change('put', 'p499', 'red mug'));
  catalog.apply(change('put', 'new', 'red mug'));
  catalog.apply(change('delete', 'p1'));
  catalog.apply(change('delete', 'p498'));
  assert.equal(catalog.content(1), null);
  atOnce(steps);
  const index = catalog.content(1) ?? assert.fail('it is not made');
  const like = index.similarTo(['p0'], 2).map(({ productId }) => productId);
  assert.deepEqual(like.sort(), ['new', 'p499']);
  const all = index.similarTo(['p0'], 500).map(({ productId }) => productId);
  assert.ok(!all.includes('p1') && !all.includes('p498'));
});

test('the index of a small catalog is there at the first question', () => {
  const catalog = createLiveCatalog(() => assert.fail('in steps'));
  catalog.apply(change('put', 'a'));
  assert.notEqual(catalog.content(1), null);
  assert.notEqual(catalog.content(2), null, 'of none');
});
