import assert from 'node:assert/strict';
import test from 'node:test';
import { ask, type Change, happened, nowMs, only, registry, rule, shelf, stateOf } from '#testing/ruled-shelf.ts';
import { present } from './present.ts';

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
    [[pin('1', 0, 'h', 'h', 'i')], 'hiab'],
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
