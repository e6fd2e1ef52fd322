import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compile } from 'typebox/compile';
import { strategies } from '#domain/strategies/index.ts';
import { questionContracts } from '#schemas/http/recommendations.ts';
import { askedQuestion, type WireQuestion } from './wire-question.ts';

const textOf = (wire: WireQuestion) => JSON.stringify(askedQuestion(1, wire));

test('the context of a question is part of its text, in whatever order it is named, and is none if it is empty', () => {
  const phone = textOf({ context: { device: 'mobile', isApp: true } });
  assert.equal(textOf({ context: { isApp: true, device: 'mobile' } }), phone);
  assert.notEqual(textOf({ context: { device: 'desktop', isApp: true } }), phone);
  assert.notEqual(textOf({ context: { device: 'mobile', isApp: 'true' } }), phone);
  assert.equal(textOf({ context: {} }), textOf({}));
});

test('a context has at most 20 names of 1 to 100 characters, with texts of at most 500, numbers, true and false', () => {
  const check = (context: unknown) => query.Check({ context });
  const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, n]));
  for (const good of [{}, { a: 'x'.repeat(500), b: 1.5, c: false }, named(20), { ['n'.repeat(100)]: '' }])
    assert.ok(check(good), JSON.stringify(good));
  for (const bad of [
    ...[[], 'device', null, named(21), { '': 1 }, { ['n'.repeat(101)]: 1 }],
    ...[{ a: null }, { a: [1] }, { a: {} }, { a: 'x'.repeat(501) }],
  ])
    assert.equal(check(bad), false, JSON.stringify(bad));
});

const query = Compile(questionContracts(strategies).RecommendationsQuery);

test('filter, cart, like and unlike are part of the text of a question, by which answers are kept', () => {
  const texts = [
    ...[
      {},
      { filter: { field: 'price', lt: 5 } },
      { filter: { field: 'price', lt: 6 } },
      { cart: [] },
      { cart: ['a'] },
    ],
    ...[{ cart: [{ productId: 'a', quantity: 2 }] }, { cart: [{ productId: 'a', price: 2 }] }],
    ...[{ like: ['a'] }, { unlike: ['a'] }, { productId: ['a'] }],
  ].map(textOf);
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(textOf({ cart: ['a'] }), textOf({ cart: [{ productId: 'a', quantity: 1 }] }));
});

test('white space around the ids of a question is no part of them, as in events', () => {
  const { userId, sessionId, productIds, ...lists } = askedQuestion(1, {
    userId: ' ada\t',
    sessionId: 's ',
    productId: [' mug'],
    exclude: ['pan '],
    like: [' pot'],
    unlike: ['cup\n'],
    cart: [' jar', { productId: 'lid ' }],
  });
  assert.deepEqual([userId, sessionId, productIds], ['ada', 's', ['mug']]);
  assert.deepEqual([lists.exclude, lists.like, lists.unlike], [['pan'], ['pot'], ['cup']]);
  assert.deepEqual(
    lists.cart?.map(({ productId }) => productId),
    ['jar', 'lid'],
  );
  assert.equal(askedQuestion(1, { userId: 'ada l' }).userId, 'ada l', 'control');
});

test('a placeholder is nobody, one of the tenant too, and so is white space; a visit called so is none', () => {
  const whoOf = (userId: string, sessionId = 's') => {
    const asked = askedQuestion(1, { userId, sessionId }, [], ['guest']);
    return [asked.userId, asked.sessionId];
  };
  for (const nobody of ['undefined', ' null ', '[object Object]', 'guest', '  '])
    assert.deepEqual(whoOf(nobody), [null, 's'], nobody);
  assert.deepEqual(whoOf('ada', 'undefined'), ['ada', null]);
  assert.deepEqual(whoOf('Null', 'guest'), ['Null', 'guest'], 'control');
});
