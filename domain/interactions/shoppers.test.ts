import assert from 'node:assert/strict';
import test from 'node:test';
import { createByteReader, createByteWriter } from '../memory/bytes.ts';
import { atOnce } from '../memory/steps.ts';
import { createShoppers, type Shoppers } from './shoppers.ts';

const view = (shoppers: Shoppers, userId: string, ...items: readonly number[]) => {
  for (const item of items) shoppers.touch(userId, item, 1, false);
};
const historyOf = (shoppers: Shoppers, userId: string) => [...shoppers.historyOf(shoppers.find(userId))];
const upTo = (end: number) => Array.from({ length: end }, (_, item) => item);

test('every product of a shopper is known, the last touched at the end', () => {
  const shoppers = createShoppers();
  view(shoppers, 'u', ...upTo(1_000), 7);
  assert.deepEqual(historyOf(shoppers, 'u'), [...upTo(1_000).filter((item) => item !== 7), 7]);
  for (const item of upTo(1_000)) shoppers.touch('u', item, 5, true);
  assert.deepEqual([...shoppers.purchasesOf(shoppers.find('u'))], upTo(1_000));
});

test('control: beyond the limit of one history the product goes that was not touched for the longest time', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistory: 3 });
  view(shoppers, 'u', 0, 1, 2, 0, 3);
  assert.deepEqual(historyOf(shoppers, 'u'), [2, 0, 3]);
});

test('beyond the limit of all histories the shopper’s goes who was not seen for the longest time, whose purchases stay', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistories: 6 });
  shoppers.touch('first', 9, 5, true);
  view(shoppers, 'first', 0, 1);
  view(shoppers, 'second', 0, 1);
  view(shoppers, 'first', 0);
  view(shoppers, 'third', 2);
  assert.deepEqual(
    ['first', 'second', 'third'].map((one) => historyOf(shoppers, one)),
    [[9, 1, 0], [0, 1], [2]],
  );
  view(shoppers, 'third', 3);
  assert.deepEqual(
    ['first', 'second', 'third'].map((one) => historyOf(shoppers, one)),
    [[9, 1, 0], [], [2, 3]],
  );
  view(shoppers, 'third', ...upTo(9));
  assert.deepEqual([...shoppers.purchasesOf(shoppers.find('first'))], [9]);
  assert.deepEqual(historyOf(shoppers, 'first'), []);
  assert.equal(historyOf(shoppers, 'third').length, 9, 'the shopper who acts is never forgotten for it');
});

test('the limit of all histories counts on where a snapshot or an erasure left it', () => {
  const limits = { itemsOfHistories: 4 };
  const before = createShoppers(undefined, limits);
  view(before, 'u', 0, 1);
  view(before, 'v', 0, 1);
  before.erase('u');
  const bytes = createByteWriter();
  atOnce(before.write(bytes));
  const restored = createShoppers(createByteReader(bytes.finish()), limits);
  for (const shoppers of [before, restored]) {
    view(shoppers, 'w', 0, 1);
    assert.deepEqual(historyOf(shoppers, 'v'), [0, 1]);
    view(shoppers, 'w', 2);
    assert.deepEqual(historyOf(shoppers, 'v'), []);
  }
});
