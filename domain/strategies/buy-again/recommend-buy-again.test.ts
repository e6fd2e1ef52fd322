import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { plainEvent } from '#testing/plain.ts';
import { createInteractionShard, type InteractionShard } from '../../interactions/interaction-shard.ts';
import { dayMs } from '../../interactions/purchase-days.ts';
import { say } from '../../reasons/say.ts';
import { findShopper } from '../../serving/find-shopper.ts';
import { buyAgain } from './buy-again.ts';
import { recommendBuyAgain } from './recommend-buy-again.ts';

type Line = { userId: string; productId: string; day: number };
const firstDay = 20_000;
const apply = (shard: InteractionShard, lines: readonly Line[], from = 0): InteractionShard => {
  for (const [n, { userId, productId, day }] of lines.entries()) {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(from + n + 1, 12);
    const purchase = { orderId: `${userId}${day}`, priceE4: 1n, quantity: 1, currency: null };
    const timestampMs = (firstDay + day) * dayMs + 3_600_000;
    shard.apply(plainEvent({ id, type: 'purchase', userId, productId, timestampMs, purchase }));
  }
  return shard;
};
const boughtBy = (shard: InteractionShard, userId: string) => {
  const shards = [shard.scope(1) ?? assert.fail('there are purchases')];
  return { shards, bought: findShopper(shards, userId)?.bought() ?? [] };
};
const ask = (shard: InteractionShard, userId: string, today: number) => {
  const { shards, bought } = boughtBy(shard, userId);
  return recommendBuyAgain(shards, bought, (firstDay + today) * dayMs, 10);
};
const lines = fc.array(
  fc.record({
    userId: fc.constantFrom('u', 'v', 'w'),
    productId: fc.constantFrom<string[]>('a', 'b', 'c', 'd'),
    day: fc.nat(40),
  }),
  { minLength: 1, maxLength: 60 },
);

test('it answers what the shopper bought and nothing else, with days that equal a recount on any prefix', () => {
  fc.assert(
    fc.property(lines, fc.nat(60), (list, cut) => {
      const prefix = list.slice(0, cut + 1);
      const shard = apply(createInteractionShard(), prefix);
      for (const userId of ['u', 'v', 'w']) {
        const own = Map.groupBy(
          prefix.filter((line) => line.userId === userId),
          ({ productId }) => productId,
        );
        const found = ask(shard, userId, 50);
        assert.deepEqual(found.map(({ productId }) => productId).sort(), [...own.keys()].sort());
        for (const { productId, evidence } of found) {
          const days = [...new Set(own.get(productId)?.map(({ day }) => day))];
          const last = new Date((firstDay + Math.max(...days)) * dayMs).toISOString().slice(0, 10);
          assert.deepEqual([evidence.purchases, evidence.lastDay], [days.length, last]);
        }
      }
    }),
    { seed: 14, numRuns: 200 },
  );
});

test('what was bought on more days, and lately, goes first', () => {
  const of = (productId: string, ...days: number[]) => days.map((day) => ({ userId: 'u', productId, day }));
  const shard = apply(createInteractionShard(), [...of('often', 1, 10, 20), ...of('old', 2), ...of('new', 300)]);
  assert.deepEqual(
    ask(shard, 'u', 20)
      .map(({ productId }) => productId)
      .slice(0, 1),
    ['often'],
  );
  assert.deepEqual(
    ask(shard, 'u', 301).map(({ productId }) => productId),
    ['new', 'often', 'old'],
  );
});

test('a product is due after the mean interval of the shopper, else of everybody, else it is not said', () => {
  const of = (userId: string, productId: string, ...days: number[]) => days.map((day) => ({ userId, productId, day }));
  const shard = apply(createInteractionShard(), [
    ...of('u', 'milk', 0, 6, 14),
    ...of('u', 'soap', 3),
    ...of('u', 'lamp', 4),
    ...of('v', 'soap', 0, 30),
    ...of('w', 'soap', 0, 20, 60),
  ]);
  const dues = ask(shard, 'u', 15).map(({ productId, evidence }) => [
    productId,
    evidence.intervalDays,
    evidence.dueDay,
  ]);
  const textOf = (day: number) => new Date((firstDay + day) * dayMs).toISOString().slice(0, 10);
  assert.deepEqual(dues.sort(), [
    ['lamp', null, null],
    ['milk', 7, textOf(21)],
    ['soap', 30, textOf(33)],
  ]);
  assert.deepEqual(
    ask(shard, 'u', 15)
      .map(({ evidence }) =>
        say(
          buyAgain.reason(evidence, (id) => id),
          'en',
        ),
      )
      .sort(),
    [
      'Bought 3 times, last on Oct 18, 2024; due about Oct 25, 2024',
      'Bought on Oct 7, 2024; due about Nov 6, 2024',
      'Bought on Oct 8, 2024',
    ],
  );
});

test('a day that has passed was due; control: on the day itself it is due', () => {
  const shard = apply(
    createInteractionShard(),
    [0, 6, 14].map((day) => ({ userId: 'u', productId: 'milk', day })),
  );
  const [dueIn, overdueSince] = [21, 22].map((today) =>
    ask(shard, 'u', today).map(({ evidence }) => buyAgain.reason(evidence, (id) => id)),
  );
  const texts = (reasons: typeof dueIn) => reasons?.flatMap((reason) => [say(reason, 'en'), say(reason, 'de')]);
  assert.deepEqual(texts(dueIn), [
    'Bought 3 times, last on Oct 18, 2024; due about Oct 25, 2024',
    '3-mal gekauft, zuletzt am 18.10.2024; etwa am 25.10.2024 wieder fällig',
  ]);
  assert.deepEqual(texts(overdueSince), [
    'Bought 3 times, last on Oct 18, 2024; was due about Oct 25, 2024',
    '3-mal gekauft, zuletzt am 18.10.2024; war etwa am 25.10.2024 wieder fällig',
  ]);
});

test('an erased shopper has bought nothing, also after coming back; control: others have', () => {
  const of = (userId: string, productId: string, day: number) => ({ userId, productId, day });
  const shard = apply(createInteractionShard(), [of('u', 'a', 1), of('v', 'a', 2)]);
  shard.eraseShopper(1, 'u');
  apply(shard, [of('u', 'b', 3)], 2);
  assert.deepEqual(
    boughtBy(shard, 'u').bought.map(({ productId }) => productId),
    ['b'],
  );
  assert.deepEqual(
    boughtBy(shard, 'v').bought.map(({ productId }) => productId),
    ['a'],
  );
});

test('a shopper in the slot of another one has none of the purchases of the one before', () => {
  const shard = apply(createInteractionShard(), [{ userId: 'u', productId: 'a', day: 1 }]);
  shard.eraseShopper(1, 'u');
  apply(shard, [{ userId: 'x', productId: 'b', day: 2 }], 1);
  const { shoppers, purchaseDays } = shard.scope(1) ?? assert.fail('there are purchases');
  const slot = shoppers.find('x');
  assert.equal(purchaseDays.of(slot, shoppers.refOf(slot)).items.length, 1);
  assert.equal(purchaseDays.of(slot, shoppers.refOf(slot) ^ (1 << 20)).items.length, 0, 'control');
});
