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

const restoredFrom = (shoppers: Shoppers, limits = {}): Shoppers => {
  const bytes = createByteWriter();
  atOnce(shoppers.write(bytes));
  const restored = createShoppers(createByteReader(bytes.finish()), limits);
  const again = createByteWriter();
  atOnce(restored.write(again));
  assert.deepEqual(again.finish(), bytes.finish());
  return restored;
};

test('what has left a list is still known as touched and as bought, after a restart too', () => {
  const limits = { itemsOfHistory: 100, purchases: 50 };
  const before = createShoppers(undefined, limits);
  for (const item of upTo(600)) touch(before, 'u', item, item < 300);
  for (const shoppers of [before, restoredFrom(before, limits)]) {
    const slot = shoppers.find('u');
    const lost = (list: Int32Array, was: (slot: number, item: number) => boolean, of: readonly number[]) =>
      of.filter((item) => !list.includes(item) && !was(slot, item));
    assert.deepEqual(lost(shoppers.historyOf(slot), shoppers.wasTouched, upTo(600)), []);
    assert.deepEqual(lost(shoppers.purchasesOf(slot), shoppers.wasBought, upTo(300)), []);
    const never = upTo(20_000).map((item) => 600 + item);
    assert.ok(never.filter((item) => shoppers.wasTouched(slot, item)).length < 20_000 / 128);
    assert.equal(shoppers.wasTouched(slot, -1), false, 'a product that nobody has touched');
  }
});

test('whose history is forgotten for those of others has still touched all of it, and nobody else has', () => {
  const shoppers = createShoppers(undefined, { histories: 1 });
  view(shoppers, 'u', 1, 2, 3);
  assert.equal(shoppers.wasTouched(shoppers.find('u'), 1), false, 'control: it is in the history');
  view(shoppers, 'v', 4);
  assert.deepEqual(historyOf(shoppers, 'u'), []);
  assert.deepEqual(
    [1, 2, 3, 4].map((item) => shoppers.wasTouched(shoppers.find('u'), item)),
    [true, true, true, false],
  );
  assert.equal(shoppers.wasTouched(shoppers.find('v'), 1), false);
});

test('nothing of an erased shopper is left for whoever gets the place', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistory: 2, purchases: 2 });
  for (const item of upTo(200)) touch(shoppers, 'u', item, true);
  const slot = shoppers.find('u');
  assert.ok(shoppers.wasTouched(slot, 0) && shoppers.wasBought(slot, 0), 'control');
  shoppers.erase('u');
  touch(shoppers, 'w', 500);
  assert.equal(shoppers.find('w'), slot);
  for (const known of [shoppers, restoredFrom(shoppers)])
    assert.deepEqual(
      upTo(200).filter((item) => known.wasTouched(slot, item) || known.wasBought(slot, item)),
      [],
    );
});

test('beyond the limit of all that is known earlier the shopper goes who was not seen for the longest time', () => {
  const shoppers = createShoppers(undefined, { itemsOfHistory: 1, earlier: 1_000 });
  for (const userId of ['first', 'second', 'third']) view(shoppers, userId, ...upTo(10));
  assert.deepEqual(
    ['first', 'second', 'third'].map((userId) => shoppers.find(userId) >= 0),
    [false, true, true],
  );
});
