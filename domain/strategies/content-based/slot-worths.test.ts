import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import type { CatalogItem } from '../../catalog-item.ts';
import { keyOfFacet } from '../../rules/item-key.ts';
import type { LeftOut } from '../worth.ts';
import { createIndexedItems } from './indexed-items.ts';
import { createSlotWorths } from './slot-worths.ts';

/** Slots 0 to 200: products a, gone, c, p3 and so on. */
function indexed() {
  const items = createIndexedItems();
  for (let slot = 0; slot <= 200; slot++)
    items.put(plainItem({ productId: ['a', 'gone', 'c'][slot] ?? `p${slot}`, category: `${slot % 2}` }));
  return items;
}

test('a product is asked for once by each set of rules, and again once it has changed', () => {
  const asked: string[] = [];
  const worthOf = (factor: number) => ({
    of: {},
    factorOf(productId: string) {
      asked.push(productId);
      return productId === 'gone' ? 0 : factor;
    },
  });
  const worths = createSlotWorths(indexed());
  const ask = (worth: ReturnType<typeof worthOf>, ...slots: number[]) => {
    asked.length = 0;
    return [...worths.of(Int32Array.from(slots), worth)];
  };
  const [twice, thrice] = [worthOf(2), worthOf(3)];
  assert.deepEqual(
    [ask(twice, 0, 1, 200), asked],
    [
      [2, 0, 2],
      ['a', 'gone', 'p200'],
    ],
  );
  assert.deepEqual([ask(twice, 2, 1, 0, 200), asked], [[2, 0, 2, 2], ['c']]);
  assert.deepEqual([ask(thrice, 0), asked], [[3], ['a']]);
  worths.forget(0);
  worths.forget(5_000);
  assert.deepEqual([ask(twice, 0, 2), asked], [[2, 2], ['a']]);
  assert.deepEqual([ask(thrice, 0), asked], [[3], ['a']]);
  for (let n = 0; n < 4; n++) ask(worthOf(1), 0);
  assert.deepEqual([ask(twice, 0), asked], [[2], ['a']], 'the set that came first has gone');
});

test('what a question leaves out is worth nothing to it, and is worth what it was to the next', () => {
  const worths = createSlotWorths(indexed());
  const worth = { of: {}, factorOf: (productId: string) => (productId === 'gone' ? 0 : 2) };
  const leftOut: LeftOut = { productIds: new Set(), byKey: [], others: undefined };
  const key = keyOfFacet('category');
  const takes = ({ category }: CatalogItem) => category === '1';
  const of = (change?: Partial<LeftOut>) => [
    ...worths.of(
      Int32Array.of(0, 1, 2, 3, 200),
      change === undefined ? worth : { ...worth, leftOut: { ...leftOut, ...change } },
    ),
  ];
  assert.deepEqual(of({ productIds: new Set(['c', 'of no slot']) }), [2, 0, 0, 2, 2]);
  assert.deepEqual(of({ byKey: [{ key, takes }] }), [2, 0, 2, 0, 2]);
  assert.deepEqual(of({ byKey: [{ key, takes: (item) => !takes(item) }] }), [0, 0, 0, 2, 0]);
  assert.deepEqual(of({ others: ({ productId }) => productId === 'p200' }), [2, 0, 2, 2, 0]);
  assert.deepEqual(of(), [2, 0, 2, 2, 2], 'control: without the question');
});
