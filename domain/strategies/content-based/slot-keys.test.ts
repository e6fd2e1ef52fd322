import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import type { CatalogItem } from '../../catalog-item.ts';
import { createSlotKeys } from './slot-keys.ts';

test('a test is asked once for each key, and anew of what has changed and by the next question', () => {
  const shelf: (CatalogItem | undefined)[] = Array.from({ length: 300 }, (_, slot) =>
    plainItem({ productId: `p${slot}`, category: `c${slot % 3}` }),
  );
  const keys = createSlotKeys((slot) => shelf[slot]);
  const read: string[] = [];
  const key = {
    name: 'category',
    of({ productId, category }: CatalogItem) {
      read.push(productId);
      return category;
    },
  };
  const asked: string[] = [];
  const testOf = (taken: string) =>
    keys.testOf(key, ({ category }) => {
      asked.push(category);
      return category === taken;
    });
  const takenBy = (takes: (slot: number) => boolean) => [...shelf.keys()].filter(takes);
  const every = (from: number) => Array.from({ length: 100 }, (_, n) => from + 3 * n);
  assert.deepEqual(takenBy(testOf('c1')), every(1));
  assert.deepEqual([asked, read.length], [['c0', 'c1', 'c2'], 300]);
  assert.deepEqual(takenBy(testOf('c2')), every(2));
  assert.deepEqual([asked.length, read.length], [6, 300], 'each item is read once');
  shelf[1] = plainItem({ productId: 'p1', category: 'c9' });
  shelf[4] = undefined;
  for (const slot of [1, 4, 9_999]) keys.forget(slot);
  assert.deepEqual(takenBy(testOf('c1')), every(1).slice(2));
  assert.deepEqual(takenBy(testOf('c9')), [1]);
  assert.equal(read.length, 301);
});

test('a ninth kind of keys takes the place of the first, which is read anew', () => {
  const keys = createSlotKeys(() => plainItem());
  const read: string[] = [];
  const ask = (name: string) =>
    keys.testOf(
      {
        name,
        of() {
          read.push(name);
          return 1;
        },
      },
      () => true,
    )(0);
  for (let n = 0; n < 8; n++) assert.ok(ask(`k${n}`) && ask(`k${n}`));
  assert.equal(read.length, 8);
  ask('k8');
  ask('k7');
  assert.equal(read.length, 9, 'control: the others are known');
  ask('k0');
  assert.deepEqual(read.slice(9), ['k0']);
});
