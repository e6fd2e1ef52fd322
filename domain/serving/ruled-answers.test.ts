import assert from 'node:assert/strict';
import test from 'node:test';
import { plainItem } from '#testing/plain.ts';
import {
  alphabetical,
  ask,
  type Change,
  happened,
  kitchen,
  listOf,
  nowMs,
  only,
  registry,
  rule,
  shelf,
  stateOf,
} from '#testing/ruled-shelf.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { Rule, RuleThen } from '../rules/rule.ts';
import { lastResort } from '../strategies/index.ts';

test('without a rule the strategy answers as it is: control of all below', () => {
  assert.equal(ask([]).ids, 'abcd');
});

test('exclude, include, match and priceRange say what may be shown, of the products of a strategy and of those that fill up', () => {
  for (const [then, ids, change] of [
    [{ action: 'exclude', filter: kitchen }, 'fghi'],
    [{ action: 'include', filter: only('c', 'x', 'h') }, 'ch'],
    [{ action: 'match', facet: 'category', mode: 'same' }, 'abde', { productIds: ['c'] }],
    [{ action: 'match', facet: 'category', mode: 'different' }, 'fghi', { productIds: ['c'] }],
    [{ action: 'match', facet: 'attributes.brand', mode: 'same' }, 'aegi', { productIds: ['c'] }],
    [{ action: 'match', facet: 'category', mode: 'same' }, 'abcd'],
    [{ action: 'match', facet: 'category', mode: 'same' }, 'abef', { productIds: ['c', 'd'] }],
    [{ action: 'priceRange', min: 30, max: 50 }, 'cde'],
    [{ action: 'priceRange', min: 50, max: 150, relativeTo: 'product' }, 'bcef', { productIds: ['d'] }],
    [{ action: 'priceRange', max: 50, relativeTo: 'cart' }, 'b', { productIds: ['a', 'c'] }],
    [{ action: 'priceRange', max: 50, relativeTo: 'cart' }, 'abcd'],
  ] as [RuleThen, string, Change?][]) {
    assert.equal(ask([rule(then)], change).ids, ids, JSON.stringify(then));
    if (then.action === 'exclude' || then.action === 'include') {
      const filled = ask([rule(then)], { ...change, fill: true, limit: 10 });
      assert.deepEqual([...filled.ids].sort().join(''), then.action === 'exclude' ? 'fghi' : ids, 'filled up');
    }
  }
});

test('what is new in the last 30 days is so by the hour of the question, with the same rules and products', () => {
  const dayMs = 86_400_000;
  const items = [...'abcd'].map((productId, n) => plainItem({ productId, createdAtMs: nowMs - (28 + n) * dayMs }));
  const isNew = rule({ action: 'include', filter: { field: 'createdAt', gte: '-P30D' } });
  const plan = compileRules(listOf([isNew]), undefined);
  const at = (laterMs: number) => ask([isNew], { state: { ...stateOf(items), nowMs: nowMs + laterMs }, plan });
  assert.deepEqual([at(0).ids, at(dayMs).ids, at(3 * dayMs).ids, at(0).ids], ['abc', 'ab', '', 'abc']);
  const stamps = [0, 1, dayMs].map((laterMs) => at(laterMs).stamp);
  assert.deepEqual(
    stamps.map((stamp) => stamp === stamps[0]),
    [true, true, false],
    'an answer that is kept is not used in another hour',
  );
  const fixed = rule({ action: 'include', filter: { field: 'createdAt', gte: new Date(nowMs).toISOString() } });
  assert.equal(ask([fixed]).stamp, '', 'control: a rule by a date is the same at all hours');
});

test('two includes hold together, and each lost candidate names the rule that took it', () => {
  const first = rule({ action: 'include', filter: kitchen }, { id: 'one' });
  const second = rule({ action: 'include', filter: only('b', 'f') }, { id: 'two' });
  const { ids, lost, filtered } = ask([first, second]);
  assert.deepEqual([ids, lost.f, lost.a, filtered.rules], ['b', 'one', 'two', 8]);
});

test('no strategy runs dry while it has candidates that pass: of 1,000 the first 900 are excluded', () => {
  const items = Array.from({ length: 1_000 }, (_, n) => {
    const productId = `p${String(n).padStart(4, '0')}`;
    return plainItem({ productId, name: 'Blue mug', priceE4: 10_000n, attributes: { rank: n } });
  });
  const state = stateOf(
    items,
    items.map(({ productId }, n) => happened('product_viewed', `v${n}`, productId)),
  );
  const exclude = rule({ action: 'exclude', filter: { field: 'attributes.rank', lt: 900 } });
  for (const strategy of ['trending', 'alphabetical', 'content_based', lastResort.name]) {
    const change = { state, strategy, limit: 50, productIds: ['p0950'] };
    const { items: served, strategy: answered } = ask([exclude], change);
    assert.deepEqual([served.length, answered], [50, strategy]);
    assert.ok(served.every(({ candidate }) => candidate.productId >= 'p0900'));
    assert.ok(
      ask([], change).items.some(({ candidate }) => candidate.productId < 'p0900'),
      'control: without it',
    );
  }
});

test('what the shopper has seen or bought is kept, moved behind all others, or dropped', () => {
  const state = stateOf(shelf, [happened('product_viewed', 'u', 'b'), happened('purchase', 'u', 'a')]);
  const seen = (mode: 'keep' | 'demote' | 'drop') => rule({ action: 'seen', mode });
  const purchased = (mode: 'keep' | 'demote' | 'drop') => rule({ action: 'purchased', mode });
  const of = (rules: readonly Rule[], change: Change = {}) => ask(rules, { state, userId: 'u', limit: 9, ...change });
  for (const [rules, ids, change] of [
    [[], 'abcdefghi'],
    [[seen('drop')], 'cdefghi'],
    [[seen('demote')], 'cdefghiab'],
    [[purchased('drop')], 'bcdefghi'],
    [[purchased('demote')], 'bcdefghia'],
    [[], 'bcdefghi', { drops: true }],
    [[purchased('keep')], 'abcdefghi', { drops: true }],
    [[], 'ihgfedc', { strategy: 'backwards' }],
    [[seen('keep')], 'ihgfedcba', { strategy: 'backwards' }],
    [[seen('keep'), seen('drop')], 'abcdefghi'],
  ] as [Rule[], string, Change?][])
    assert.equal(of(rules, change).ids, ids, JSON.stringify([rules, change]));
  assert.deepEqual(of([seen('drop')]).lost, { a: 'seen', b: 'seen' });
  const scores = of([seen('demote')]).items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});

test('with afterDays what was bought is dropped until so many days after the day of purchase, and then kept', () => {
  const purchased = rule({ action: 'purchased', mode: 'drop', afterDays: 3 });
  const daysLater = (days: number): Change => {
    const state = stateOf(shelf, [happened('purchase', 'u', 'a')]);
    return { state: { ...state, nowMs: state.nowMs + days * 86_400_000 }, userId: 'u', limit: 9 };
  };
  for (const [days, first] of [
    [0, 'b'],
    [2, 'b'],
    [3, 'a'],
  ] as const)
    assert.equal(ask([purchased], daysLater(days)).ids[0], first, `${days}`);
  assert.deepEqual(ask([purchased], daysLater(1)).lost, { a: 'purchased' });
  assert.equal(ask([rule({ action: 'purchased', mode: 'drop' })], daysLater(99)).ids[0], 'b', 'control: for ever');
  assert.equal(ask([purchased], { ...daysLater(4), drops: true }).ids[0], 'a', 'the rule decides, not the tenant');
});

test('fill says what fills up, in its order; an empty list leaves the answer short, and so does the question', () => {
  const narrow = { ...alphabetical, name: 'narrow', candidates: () => ({ candidates: [] }) };
  assert.equal(
    registry.some(({ name }) => name === narrow.name),
    false,
    'a rule may name what is not known',
  );
  const fill = (...names: string[]) => rule({ action: 'fill', strategies: names } as RuleThen);
  const change = { strategy: 'trending', fill: true };
  assert.equal(ask([fill('of a newer release', 'backwards')], change).ids, 'aihg');
  assert.equal(ask([fill('alphabetical')], change).ids, 'abcd');
  assert.equal(ask([fill()], change).ids, 'a');
  assert.equal(ask([fill('alphabetical')], { ...change, fill: false }).ids, 'a');
});

test('a rule is in force between its times and under all of its conditions; what is not known does not hold', () => {
  const at = (ms: number) => new Date(nowMs + ms).toISOString();
  const then: RuleThen = { action: 'exclude', filter: only('a') };
  const holds = (change: Partial<Rule>, asked: Change = {}) =>
    Boolean(ask([rule(then, change)], { ...asked, exclude: [], limit: 9 }).lost.a);
  const state = stateOf(shelf, [happened('purchase', 'u', 'h')]);
  for (const [expected, change, asked] of [
    [true, {}],
    [false, { enabled: false }],
    [true, { startsAt: at(0), endsAt: at(1) }],
    [false, { startsAt: at(1) }],
    [false, { endsAt: at(0) }],
    [true, { when: { context: { productId: { in: ['b'] } } } }, { productIds: ['b'] }],
    [false, { when: { context: { productId: { in: ['b'] } } } }, { productIds: ['c'] }],
    [false, { when: { context: { productId: { in: ['b'] } } } }, { productIds: ['b', 'c'] }],
    [true, { when: { context: { category: { under: 'Home' } } } }, { productIds: ['b'] }],
    [false, { when: { context: { category: { under: 'Home' } } } }, { productIds: ['h'] }],
    [false, { when: { context: { category: { under: 'Home' } } } }],
    [true, { when: { context: { filter: { field: 'price', gt: 70 } } } }, { productIds: ['h'] }],
    [false, { when: { context: { filter: { field: 'price', gt: 80 } } } }, { productIds: ['h'] }],
    [true, { when: { user: { isNew: false } } }, { state, userId: 'u' }],
    [true, { when: { user: { isNew: true } } }, { state, userId: 'stranger' }],
    [false, { when: { user: { isNew: true } } }, { state, userId: 'u' }],
    [false, { when: { user: { isNew: true } } }],
    [true, { when: { user: { hasBought: { category: 'Light' } } } }, { state, userId: 'u' }],
    [false, { when: { user: { hasBought: { category: 'Home' } } } }, { state, userId: 'u' }],
    [true, { when: { cart: { total: { between: [50, 50] } } } }, { productIds: ['b', 'c'] }],
    [false, { when: { cart: { total: { between: [0, 49.99] } } } }, { productIds: ['b', 'c'] }],
    [false, { when: { cart: { total: { between: [0, 99] } } } }, { productIds: ['b', 'unknown'] }],
    [true, { when: { cart: { contains: ['c', 'x'] } } }, { productIds: ['b', 'c'] }],
    [false, { when: { cart: { contains: ['x'] } } }, { productIds: ['b', 'c'] }],
    [false, { when: { params: [{ name: 'device', in: ['mobile'] }] } }],
    [true, { when: { params: [{ name: 'device', in: ['tv', 'mobile'] }] } }, { context: { device: 'mobile' } }],
    [false, { when: { params: [{ name: 'device', in: ['tv'] }] } }, { context: { device: 'mobile' } }],
    [false, { when: { params: [{ name: 'toString', in: ['x'] }] } }, { context: {} }],
    [true, { when: { params: [{ name: 'visits', in: [3] }] } }, { context: { visits: '3' } }],
    [true, { when: { params: [{ name: 'vip', in: [true] }] } }, { context: { vip: true } }],
    [
      false,
      { when: { params: ['device', 'visits'].map((name) => ({ name, in: ['mobile'] })) } },
      { context: { device: 'mobile' } },
    ],
    [false, { when: { user: { isNew: true }, cart: { contains: ['b'] } } }, { productIds: ['b'] }],
  ] as [boolean, Partial<Rule>, Change?][])
    assert.equal(holds(change, asked), expected, JSON.stringify(change));
});

test('of two rules for one product the one that comes earlier in the printed order decides', () => {
  const excludeA = rule({ action: 'exclude', filter: only('a') });
  const includeOthers = rule({ action: 'include', filter: only('b', 'c', 'd') });
  const boostA = rule({ action: 'boost', filter: only('a'), factor: 10 });
  const limitOne = rule({ action: 'limit', facet: 'category', max: 1 });
  const pinA = rule({ action: 'pin', productIds: ['a'], position: 0 });
  const forceA = rule({ action: 'pin', productIds: ['a'], position: 0, force: true });
  const dropBought = rule({ action: 'purchased', mode: 'drop' });
  const state = stateOf(shelf, [happened('purchase', 'u', 'a')]);
  const gone = shelf.map((item) => (item.productId === 'a' ? { ...item, available: false } : item));
  for (const [name, rules, first, change] of [
    ['what is unavailable is not pinned', [forceA], 'b', { state: stateOf(gone, []) }],
    ["the question's exclude is before a pin", [forceA], 'b', { exclude: ['a'] }],
    ['exclude is before include', [excludeA, rule({ action: 'include', filter: only('a', 'b') })], 'b'],
    ['exclude is before a pin with force', [forceA, excludeA], 'b'],
    ['include is before boost', [boostA, includeOthers], 'b'],
    ['include is before a pin', [pinA, includeOthers], 'b'],
    ['and not before one with force', [forceA, includeOthers], 'a'],
    ['priceRange is before a pin', [pinA, rule({ action: 'priceRange', min: 20 })], 'b'],
    ['purchased is before boost', [boostA, dropBought], 'b', { state, userId: 'u' }],
    ['a pin is behind purchased', [pinA, dropBought], 'a', { state, userId: 'u' }],
    ['scores are before limit', [limitOne, rule({ action: 'boost', filter: only('c'), factor: 2 })], 'c'],
    ['a pin is behind limit', [limitOne, rule({ action: 'pin', productIds: ['e'], position: 0 })], 'e'],
  ] as [string, Rule[], string, Change?][]) {
    assert.equal(ask(rules, change).ids[0], first, name);
    assert.equal(ask(rules.toReversed(), change).ids[0], first, `${name}, in any order of the list`);
  }
});

test("a placement's own rules come before those of all placements, and both hold", () => {
  const ofAll = [
    rule({ action: 'pin', productIds: ['h'], position: 0 }),
    rule({ action: 'exclude', filter: only('b') }),
  ];
  const own = [rule({ action: 'pin', productIds: ['i'], position: 0 })];
  const { ids, lost } = ask(own, { ofAll });
  assert.deepEqual([ids, lost], ['iacd', { b: '* / exclude' }]);
  assert.equal(compileRules(listOf(own), listOf(ofAll, '*')).version, '3 *3');
  assert.equal(compileRules(undefined, listOf(ofAll, '*')).version, '*3');
});
