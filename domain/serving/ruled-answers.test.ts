import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import type { CatalogItem } from '../catalog-item.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { PlacementRules, Rule, RuleThen } from '../rules/rule.ts';
import { rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { lastResort, strategies } from '../strategies/index.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { explainAnswer } from './explain-answer.ts';
import { findShopper } from './find-shopper.ts';
import { present } from './present.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';

const nowMs = 100 * 86_400_000;

/** Proposes a, b, c, … in this order, with scores 100, 99, … */
const alphabetical = defineStrategy({
  name: 'alphabetical',
  settings: {},
  defaults: {},
  seen: 'keep',
  chain: ['backwards'],
  candidates: ({ newest }, { wanted }) => ({
    candidates: newest(1_000)
      .sort()
      .slice(0, wanted)
      .map((productId, place) => ({ productId, score: Math.max(1, 100 - place), evidence: { kind: 'letter' } })),
  }),
  reason: () => ({ key: 'newest', params: {} }),
});
const backwards = defineStrategy({
  ...alphabetical,
  name: 'backwards',
  seen: 'drop',
  chain: [],
  candidates: (state, question, settings) => ({
    candidates: alphabetical
      .candidates(state, question, settings)
      .candidates.toReversed()
      .map((one, place) => ({ ...one, score: 100 - place })),
  }),
});
const registry = [alphabetical, backwards, ...strategies];

const shelf = [...'abcdefghij'].map((productId, n) =>
  plainItem({
    productId,
    name: productId,
    category: n < 5 ? 'Home > Kitchen' : 'Light',
    priceE4: BigInt(n + 1) * 100_000n,
    attributes: { brand: n % 2 === 0 ? 'Acme' : 'Bolt', rank: n },
    available: productId !== 'j',
  }),
);

let ids = 0;
const happened = (type: 'product_viewed' | 'product_clicked' | 'purchase', userId: string, productId: string) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  const purchase = type === 'purchase' ? { orderId: 'o', priceE4: 1n, quantity: 1, currency: null } : null;
  return plainEvent({ id, type, userId, productId, timestampMs: nowMs - 1_000, receivedAtMs: nowMs, purchase });
};

function stateOf(items: readonly CatalogItem[], events = [happened('product_viewed', 'u', 'a')]): ServingState {
  const shard = createInteractionShard();
  for (const event of events) shard.apply(event);
  const byId = new Map(items.map((item) => [item.productId, item]));
  const available = items.filter((item) => item.available).map(({ productId }) => productId);
  return {
    nowMs,
    shards: [shard.scope(1)].filter((one) => one !== undefined),
    item: (productId) => byId.get(productId),
    catalogSize: items.length,
    newest: (limit) => available.slice(0, limit),
    content: () => createContentIndex(items),
    once: (_key, make) => make(),
  };
}

const rule = (then: RuleThen, change: Partial<Rule> = {}): Rule => ({
  id: then.action,
  name: 'A rule',
  ...change,
  then,
});
const listOf = (rules: readonly Rule[], placementId = 'home'): PlacementRules => ({
  ...{ listId: 'l', tenantId: 't', placementId, version: 3, rules, updatedAt: new Date(0) },
});

type Change = Partial<ResolvedQuestion> & { state?: ServingState; ofAll?: readonly Rule[]; drops?: boolean };

function ask(rules: readonly Rule[], { state = stateOf(shelf), ofAll, drops = false, ...change }: Change = {}) {
  const question: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: [], exclude: [], limit: 4 },
    ...{ strategy: 'alphabetical', unknownStrategy: null, fill: false, rules: 'on', arm: null, holdout: null },
    ...change,
  };
  const plan = compileRules(listOf(rules), ofAll === undefined ? undefined : listOf(ofAll, '*'));
  const asking = askingOf(question, state, () => findShopper(state.shards, question.userId));
  const config = mergeTenantConfig(defaultTenantConfig, { excludePurchased: drops });
  const inForce = rulesInForce(plan, asking);
  const served = recommend(question, state, config, registry, inForce);
  const lost = Object.fromEntries(
    explainAnswer(question, state, config, registry, inForce).lost.flatMap(({ productId, rule: id }) =>
      id === undefined ? [] : [[productId, id]],
    ),
  );
  return { ...served, lost, ids: served.items.map(({ candidate }) => candidate.productId).join(''), state };
}

const kitchen = { field: 'category', under: 'Home' };
const only = (...productIds: string[]) => ({ field: 'productId', in: productIds });

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

test('boost and bury change scores, which fall all the way; several multiply', () => {
  const boost = rule({ action: 'boost', filter: only('d', 'e'), factor: 2 });
  const bury = rule({ action: 'bury', filter: only('a', 'e'), factor: 3 });
  const { ids, items } = ask([boost, bury], { limit: 5 });
  assert.equal(ids, 'dbcfg');
  assert.deepEqual(items[0]?.rules, ['boost']);
  assert.equal(items[1]?.rules, undefined);
  const scores = items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.equal(ask([boost, bury], { limit: 9 }).ids, 'dbcfghiea', 'e: 96 × 2 ÷ 3');
});

test('what fell out of an answer since a rule lowered its score names that rule; what only stood too low does not', () => {
  const bury = rule({ action: 'bury', filter: only('b', 'i'), factor: 10 });
  assert.deepEqual([ask([bury]).ids, ask([bury]).lost], ['acde', { b: 'bury' }]);
  const raised = ask([rule({ action: 'boost', filter: only('i'), factor: 10 }), bury]);
  assert.deepEqual([raised.ids, raised.lost], ['acde', { b: 'bury', i: 'bury' }]);
});

test('diversity prefers what is unlike the chosen ones, more with more strength, and not at 0', () => {
  const spread = (strength: number, facet = 'category') => rule({ action: 'diversity', strength, facet });
  assert.equal(ask([spread(0)]).ids, 'abcd');
  const { ids, lost, items } = ask([spread(0.5)]);
  assert.deepEqual([ids[0], new Set(ids).size], ['a', 4]);
  assert.ok(ids.includes('f'), ids);
  for (const productId of [...'abcd']) assert.equal(lost[productId], ids.includes(productId) ? undefined : 'diversity');
  assert.deepEqual([items[0]?.rules, items[1]?.rules], [undefined, ['diversity']]);
  const scores = items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  // By hand: likeness is 1/2 for a shared category, plus half of the likeness of content, which is small here.
  const brands = ask([spread(0.9, 'attributes.brand')], { limit: 2 }).ids;
  assert.equal((brands.codePointAt(1) ?? 0) % 2, 0, 'of the other brand');
});

test('diversity gives way to limit, and what is moved back stays behind all others', () => {
  const diversity = rule({ action: 'diversity', strength: 0.5, facet: 'category' });
  const limit = rule({ action: 'limit', facet: 'category', max: 1 });
  assert.equal(ask([diversity, limit]).ids, 'af');
  const state = stateOf(
    shelf,
    [...'fgh'].map((id) => happened('product_viewed', 'u', id)),
  );
  const demoted = ask([diversity, rule({ action: 'seen', mode: 'demote' })], { state, userId: 'u', limit: 9 }).ids;
  assert.deepEqual([...demoted.slice(-3)].sort(), ['f', 'g', 'h']);
});

test('rotate pulls down what was shown to this shopper within its minutes and not touched since', () => {
  const rotate = rule({ action: 'rotate', strength: 0.1, windowMinutes: 60 });
  const shown = [
    ...[1, 2].map((minute) => ({ userId: 'u', productIds: ['a', 'b'], servedAtMs: nowMs - minute * 60_000 })),
    { userId: 'u', productIds: ['d'], servedAtMs: nowMs - 61 * 60_000 },
    { userId: 'v', productIds: ['c'], servedAtMs: nowMs - 60_000 },
  ];
  const state = (...after: ReturnType<typeof happened>[]) => {
    const made = stateOf(shelf, [happened('product_viewed', 'u', 'x')]);
    for (const answer of shown) made.shards[0]?.show(answer);
    for (const event of after) made.shards[0]?.apply(event);
    return made;
  };
  const asked: Change = { state: state(), userId: 'u', limit: 4 };
  const { ids, lost, items } = ask([rotate], asked);
  assert.deepEqual([ids, lost], ['cdef', { a: 'rotate', b: 'rotate' }]);
  assert.equal(ask([rotate], { ...asked, userId: 'v' }).ids, 'abde', 'another shopper was shown c');
  assert.equal(ask([rotate], { ...asked, userId: null }).ids, 'abcd');
  assert.equal(ask([], asked).ids, 'abcd', 'control: without the rule');
  assert.equal(ask([rotate], { ...asked, state: state(happened('product_clicked', 'u', 'a')) }).ids[0], 'a', 'clicked');
  assert.equal(items[0]?.rules, undefined);
  const rotated = ask([rotate], { ...asked, limit: 9 }).items.find(({ candidate }) => candidate.productId === 'a');
  assert.deepEqual(rotated?.rules, ['rotate']);
  assert.ok(Math.abs((rotated?.candidate.score ?? 0) - 100 / 1.2) < 1e-9, '100 ÷ (1 + 0.1 × 2)');
});

test('a blend combines lists by place and weight, each product once, with the reason of the list that it owes most to', () => {
  const blend = (a: number, b: number): Change => ({
    strategy: 'blend',
    blend: [
      { strategy: 'alphabetical', weight: a },
      { strategy: 'backwards', weight: b },
    ],
  });
  assert.equal(ask([], blend(1, 1)).ids, 'aibh');
  assert.equal(ask([], blend(3, 1)).ids, 'abci');
  const { items, strategy, isFallback, ...served } = ask([], blend(1, 1));
  assert.deepEqual([strategy, isFallback], ['blend', false]);
  assert.deepEqual(
    items.map((item) => item.strategy),
    ['alphabetical', 'backwards', 'alphabetical', 'backwards'],
  );
  assert.deepEqual(items[0]?.candidate.evidence, {
    kind: 'letter',
    blend: [
      { strategy: 'alphabetical', place: 1 },
      { strategy: 'backwards', place: 9 },
    ],
  });
  assert.ok(Math.abs((items[0]?.candidate.score ?? 0) - (1 / 2 + 1 / 10)) < 1e-12);
  const [shown] = present({ ...served, items, strategy, isFallback }, served.state.item, false, registry);
  assert.equal(shown?.reasonKey, 'newest');
  const boosted = ask([rule({ action: 'boost', filter: only('h'), factor: 10 })], blend(1, 1));
  assert.equal(boosted.ids, 'haib', 'rules change the blended scores');
});

test('a blend of nothing falls back to the chains of its strategies', () => {
  const blend = ['collaborative', 'recently_viewed'].map((strategy) => ({ strategy, weight: 1 }));
  const { strategy, isFallback } = ask([], { strategy: 'blend', blend });
  assert.deepEqual([strategy, isFallback], ['trending_fallback', true]);
});

test('limit lets at most so many of one value in, over all strategies of an answer', () => {
  const limit = rule({ action: 'limit', facet: 'category', max: 2 });
  const { ids, lost } = ask([limit], { limit: 6, fill: true });
  assert.equal(ids, 'abfg');
  assert.deepEqual(lost, { c: 'limit', d: 'limit', e: 'limit', h: 'limit', i: 'limit' });
  assert.equal(ask([], { limit: 6, fill: true }).ids, 'abcdef', 'control');
});

test('a pin stands at its place, also if no model answered it; the first rule wins a place', () => {
  const pin = (id: string, position: number, ...productIds: string[]) =>
    rule({ action: 'pin', productIds, position }, { id });
  for (const [rules, ids] of [
    [[pin('1', 0, 'i')], 'iabc'],
    [[pin('1', 2, 'a')], 'bcad'],
    [[pin('1', 1, 'h', 'i')], 'ahib'],
    [[pin('1', 0, 'h'), pin('2', 0, 'i')], 'habc'],
    [[pin('2', 0, 'i'), pin('1', 0, 'h')], 'iabc'],
    [[pin('1', 1, 'h'), pin('2', 0, 'h')], 'ahbc'],
    [[pin('1', 0, 'j', 'unknown', 'i')], 'iabc'],
    [[pin('1', 9, 'i')], 'abcd'],
  ] as const)
    assert.equal(ask(rules).ids, ids, JSON.stringify(rules));
  const { items, state, ...served } = ask([pin('1', 1, 'i')]);
  const [, shown] = present({ ...served, items }, state.item, { ofItem: new Map() }, registry);
  assert.equal(shown?.reason, 'Chosen by the shop');
  assert.deepEqual(shown?.explanation, {
    strategy: 'pinned',
    score: 100,
    kind: 'pinned',
    rule: '1',
    position: 1,
    rules: ['1'],
  });
  assert.equal(ask([pin('1', 2, 'i')], { state: stateOf(shelf, []), limit: 4, exclude: [...'abcdefgh'] }).ids, 'i');
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
