import assert from 'node:assert/strict';
import test from 'node:test';
import { createRandom } from '#testing/random.ts';
import { createByteReader, createByteWriter } from '../memory/bytes.ts';
import { atOnce } from '../memory/steps.ts';
import { createShoppers, type Shoppers } from './shoppers.ts';

const touch = (shoppers: Shoppers, userId: string, item: number, isPurchase = false) => {
  const slot = shoppers.find(userId);
  shoppers.touch(slot < 0 ? shoppers.make(userId) : slot, item, 1, isPurchase);
};
const view = (shoppers: Shoppers, userId: string, ...items: readonly number[]) => {
  for (const item of items) touch(shoppers, userId, item);
};
const historyOf = (shoppers: Shoppers, userId: string) => [...shoppers.historyOf(shoppers.find(userId))];
const upTo = (end: number) => Array.from({ length: end }, (_, item) => item);

test('every product of a shopper is known, the last touched at the end', () => {
  const shoppers = createShoppers();
  view(shoppers, 'u', ...upTo(1_000), 7);
  assert.deepEqual(historyOf(shoppers, 'u'), [...upTo(1_000).filter((item) => item !== 7), 7]);
  for (const item of upTo(1_000)) touch(shoppers, 'u', item, true);
  assert.deepEqual([...shoppers.purchasesOf(shoppers.find('u'))], upTo(1_000));
});

test('control: beyond the limit of one history the product goes that was not touched for the longest time', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistory: 3 });
  view(shoppers, 'u', 0, 1, 2, 0, 3);
  assert.deepEqual(historyOf(shoppers, 'u'), [2, 0, 3]);
});

test('beyond the limit of all histories the shopper’s goes who was not seen for the longest time, whose purchases stay', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistories: 6 });
  touch(shoppers, 'first', 9, true);
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

test('the histories that are known are those of the shoppers who were seen last, also after an erasure and a snapshot', () => {
  const limits = { histories: 3 };
  const random = createRandom(1);
  const users = ['a', 'b', 'c', 'd', 'e', 'f'];
  let shoppers = createShoppers(undefined, limits);
  /** Who has a history, the one who was not seen for the longest time first. */
  let known: string[] = [];
  let forgotten = 0;
  for (let n = 0; n < 500; n++) {
    const userId = random.pick(users);
    if (random.between(0, 9) === 0) {
      shoppers.erase(userId);
      known = known.filter((one) => one !== userId);
    } else {
      touch(shoppers, userId, n);
      known = [...known.filter((one) => one !== userId), userId];
      if (known.length > limits.histories) forgotten += 1;
      known = known.slice(-limits.histories);
    }
    if (n % 50 === 49) {
      const bytes = createByteWriter();
      atOnce(shoppers.write(bytes));
      shoppers = createShoppers(createByteReader(bytes.finish()), limits);
    }
    assert.deepEqual(
      users.filter((one) => historyOf(shoppers, one).length > 0),
      users.filter((one) => known.includes(one)),
    );
  }
  assert.ok(forgotten > 100, 'control: many are forgotten on the way');
});
