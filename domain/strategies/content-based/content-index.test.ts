import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainItem } from '#testing/plain.ts';
import type { CatalogItem } from '../../catalog-item.ts';
import { createContentIndex } from './content-index.ts';

const item = (productId: string, name: string, category: string, price = 10): CatalogItem =>
  plainItem({
    productId,
    name,
    category,
    priceE4: BigInt(price * 10_000),
  });

const similarTo = (items: readonly CatalogItem[], productId: string) =>
  createContentIndex(items)
    .similarTo([productId], 10)
    .map((candidate) => candidate.productId);

test('words, category and price each bring an item nearer', () => {
  const items = [
    item('blue mug', 'Blue mug', 'Home > Mugs', 10),
    item('red mug', 'Red mug', 'Home > Mugs', 10),
    item('dear mug', 'Red mug', 'Home > Mugs', 900),
    item('mug hook', 'Hook for a mug', 'Home > Hooks', 10),
    item('lamp', 'Lamp', 'Home > Light', 10),
    item('spade', 'Spade', 'Garden', 10),
    item('rake', 'Rake', 'Garden', 10),
    item('hose', 'Hose', 'Garden', 10),
    item('seed', 'Seed', 'Garden', 10),
  ];
  assert.deepEqual(similarTo(items, 'blue mug').slice(0, 4), ['red mug', 'dear mug', 'mug hook', 'lamp']);
});

test('the terms of a reason are in both names', () => {
  const index = createContentIndex([
    item('a', 'Enamel mug', 'Mugs'),
    item('b', 'Enamel pot', 'Pots'),
    item('c', 'Lamp', 'Light'),
  ]);
  assert.deepEqual(index.similarTo(['a'], 1)[0]?.evidence, {
    kind: 'similar_product',
    anchorProductId: 'a',
    sharedTerms: ['enamel'],
    sameCategory: false,
  });
});

test('an index that was kept up answers as one that is made anew', () => {
  const change = fc.record({
    productId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    name: fc.constantFrom('red mug', 'blue mug', 'red lamp', 'tall blue lamp', 'chair', 'red chair'),
    category: fc.constantFrom('Home', 'Home > Mugs', 'Home > Light', 'Garden'),
    price: fc.integer({ min: 1, max: 50 }),
    isRemoval: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const kept = createContentIndex();
      const items = new Map<string, CatalogItem>();
      for (const { productId, name, category, price, isRemoval } of changes) {
        if (isRemoval) {
          kept.remove(productId);
          items.delete(productId);
        } else {
          kept.put(item(productId, name, category, price));
          items.set(productId, item(productId, name, category, price));
        }
        // A question in between must not make it remember what has changed since.
        kept.similarTo(['a', 'b'], 3);
      }
      const fresh = createContentIndex(items.values());
      for (const productId of ['a', 'b', 'c'])
        assert.deepEqual(kept.similarTo([productId], 10), fresh.similarTo([productId], 10));
    }),
    { seed: 21, numRuns: 300 },
  );
});

test('control: a removed item is in no answer', () => {
  const index = createContentIndex([item('a', 'Red mug', 'Mugs'), item('b', 'Red mug', 'Mugs')]);
  assert.equal(index.similarTo(['a'], 5).length, 1);
  index.remove('b');
  assert.equal(index.similarTo(['a'], 5).length, 0);
});
