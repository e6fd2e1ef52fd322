import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import type { CatalogItem } from '../catalog-item.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { say } from '../reasons/say.ts';
import type { Filter } from '../rules/rule.ts';
import { noRules } from '../rules/rules-in-force.ts';
import type { Evidence } from '../strategies/candidate.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies, strategyNamed } from '../strategies/index.ts';
import { explainAnswer } from './explain-answer.ts';
import { present } from './present.ts';
import { rank } from './rank.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';
import { createSharedWork, type SharedWork } from './shared-work.ts';

const nowMs = 100 * 86_400_000;
const minima = {
  collaborative: { minUsers: 2, minEventsPerUser: 5, minUserWeight: 5 },
  content_based: { minProducts: 3 },
  frequently_bought_together: { minOrders: 2, minSupport: 2 },
};
const config = mergeTenantConfig(defaultTenantConfig, { strategies: minima });

const item = (productId: string, change: Partial<CatalogItem> = {}): CatalogItem =>
  plainItem({
    productId,
    name: `Item ${productId}`,
    category: 'Home > Things',
    priceE4: 100_000n,
    ...change,
  });

let ids = 0;
function happened(
  type: ShopEvent['type'],
  userId: string,
  productId: string,
  orderId: string | null = null,
  agoMs = 3_600_000,
  sessionId: string | null = null,
): ShopEvent {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  return plainEvent({
    id,
    type,
    userId,
    productId,
    timestampMs: nowMs - agoMs,
    receivedAtMs: nowMs,
    sessionId,
    purchase: type === 'purchase' ? { orderId, priceE4: 10_000n, quantity: 1, currency: null } : null,
  });
}

function stateOf(items: readonly CatalogItem[], events: readonly ShopEvent[]): ServingState {
  const shard = createInteractionShard();
  for (const event of events) shard.apply(event);
  const known = shard.scope(1);
  const shards = known === undefined ? [] : [known];
  return {
    nowMs,
    shards,
    item: (productId) => items.find((candidate) => candidate.productId === productId),
    items: () => items,
    catalogSize: items.length,
    newest: (limit) =>
      items
        .filter(({ available }) => available)
        .map(({ productId }) => productId)
        .reverse()
        .slice(0, limit),
    content: () => createContentIndex(items),
    once: (_key, make) => make(),
  };
}

const ask = (state: ServingState, change: Partial<ResolvedQuestion> = {}, tenant = config) => {
  const question: ResolvedQuestion = {
    scope: 1,
    placementId: 'home',
    userId: null,
    sessionId: null,
    productIds: [],
    exclude: [],
    limit: 4,
    strategy: 'trending',
    unknownStrategy: null,
    fill: true,
    rules: 'on',
    arm: null,
    holdout: null,
    ...change,
  };
  const served = recommend(question, state, tenant);
  const presented = present(served, state.item, false);
  const { filtered } = explainAnswer(question, state, tenant, strategies, noRules).explanation;
  return { ...served, filtered, presented, ids: served.items.map(({ candidate }) => candidate.productId) };
};

const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => item(id));
const views = (userId: string, products: string) =>
  [...products].map((product) => happened('product_viewed', userId, product));

test('a tenant without events gets its newest available products, as trending_fallback (FR-016)', () => {
  const state = stateOf([...items, item('gone', { available: false })], []);
  const answer = ask(state, { strategy: 'collaborative', userId: 'u' });
  assert.deepEqual([answer.strategy, answer.isFallback], ['trending_fallback', true]);
  assert.deepEqual(answer.ids, ['f', 'e', 'd', 'c']);
});

test('what stands in for a strategy that is not known is a fallback, though it is what it can', () => {
  const state = stateOf(items, views('v', 'abcd'));
  const answer = ask(state, { unknownStrategy: 'bandit' });
  assert.deepEqual([answer.strategy, answer.isFallback], ['trending_fallback', true]);
  assert.deepEqual([ask(state).strategy, ask(state).isFallback], ['trending', false], 'control');
});

test('a user of 0 to 4 events asking for collaborative gets trending_fallback', () => {
  const state = stateOf(items, [...views('u', 'abcd'), ...views('v', 'abcde'), ...views('w', 'abcde')]);
  assert.equal(ask(state, { strategy: 'collaborative', userId: 'u' }).strategy, 'trending_fallback');
  assert.equal(ask(state, { strategy: 'collaborative', userId: 'stranger' }).strategy, 'trending_fallback');
});

test('collaborative answers what similar visits have that the shopper has not seen', () => {
  const state = stateOf(items, [...views('u', 'abcde'), ...views('v', 'abcdef'), ...views('w', 'abcdef')]);
  const answer = ask(state, { strategy: 'collaborative', userId: 'u', fill: false });
  assert.deepEqual([answer.strategy, answer.isFallback, answer.ids], ['collaborative', false, ['f']]);
  assert.deepEqual(answer.items[0]?.candidate.evidence, {
    kind: 'similar_shoppers',
    neighbours: 2,
    of: 'visits',
    anchorProductId: 'e',
  });
});

test('what a shopper has seen or bought never comes back, however long ago it was', () => {
  const many = Array.from({ length: 700 }, (_, n) => item(`p${n}`));
  const all = many.flatMap(({ productId }) => [
    happened('purchase', 'u', productId),
    happened('product_viewed', 'v', productId),
  ]);
  const state = stateOf(
    [...many, item('new')],
    [...all, happened('product_viewed', 'w', 'p699'), happened('product_viewed', 'w', 'new')],
  );
  const idsOf = (userId: string) => ask(state, { userId, strategy: 'collaborative', fill: false }).ids;
  assert.deepEqual([idsOf('v'), idsOf('u')], [['new'], ['new']]);
});

test('of 4,600 products seen and bought none comes back, beyond the 4,000 that are listed', () => {
  const many = Array.from({ length: 4_600 }, (_, n) => item(`p${n}`));
  const history = many.flatMap(({ productId }) => happened('purchase', 'u', productId));
  const others = ['p1', 'p2', 'p3', 'p4599', 'new'].map((productId) => happened('product_viewed', 'w', productId));
  const state = stateOf([...many, item('new')], [...history, ...others]);
  for (const strategy of ['collaborative', 'trending'])
    assert.deepEqual(ask(state, { userId: 'u', strategy, fill: false }).ids, ['new'], strategy);
  const kept = mergeTenantConfig(config, { excludePurchased: false });
  assert.notDeepEqual(ask(state, { userId: 'u', strategy: 'trending', fill: false }, kept).ids, ['new'], 'control');
});

test('control: below the minimum of active users there is no collaborative answer', () => {
  const state = stateOf(items, views('u', 'abcde'));
  assert.notEqual(ask(state, { strategy: 'collaborative', userId: 'u' }).strategy, 'collaborative');
});

/** Views in one visit that ended `agoMs` before now. */
const visit = (userId: string, products: string, agoMs = 60_000) =>
  [...products].map((product) => happened('product_viewed', userId, product, null, agoMs, `visit-${userId}`));

test('session answers from the first click, in a visit of its id, and in the one the shopper is in now', () => {
  const state = stateOf(items, [...visit('v', 'abc'), ...visit('w', 'ab'), ...visit('u', 'a')]);
  for (const change of [{ userId: 'u', sessionId: 'visit-u' }, { userId: 'u' }, { sessionId: 'visit-u' }]) {
    const answer = ask(state, { strategy: 'session', fill: false, ...change });
    assert.deepEqual([answer.strategy, answer.isFallback, answer.ids], ['session', false, ['a', 'b', 'c']]);
    assert.deepEqual(
      answer.presented.map(({ reason }) => reason),
      ['From your visit', 'Chosen with Item a in 2 recent visits', 'Chosen with Item a in 1 recent visit'],
    );
  }
});

test('session takes the products of the page, of whomever it knows nothing, and does not answer them', () => {
  const state = stateOf(items, [...visit('v', 'abc'), ...visit('w', 'ab')]);
  const answer = ask(state, { strategy: 'session', productIds: ['a'], fill: false });
  assert.deepEqual([answer.strategy, answer.ids], ['session', ['b', 'c']]);
});

test('control: a visit of another id, and one that ended more than half an hour ago, are no visit to go on from', () => {
  const state = stateOf(items, [...visit('v', 'abc'), ...visit('u', 'a', 31 * 60_000)]);
  for (const change of [{ userId: 'u', sessionId: 'next' }, { userId: 'u' }, { sessionId: 'next' }, {}])
    assert.equal(ask(state, { strategy: 'session', ...change }).isFallback, true);
  assert.equal(ask(state, { strategy: 'session', userId: 'u', sessionId: 'visit-u' }).isFallback, false);
});

test('a tenant that demands a hash of who is named answers nobody about a visit by its id alone', () => {
  const state = stateOf(items, [...visit('v', 'abc'), ...visit('u', 'a')]);
  const strict = mergeTenantConfig(config, { requireUserHash: true });
  const strategyOf = (change: Partial<ResolvedQuestion>) =>
    ask(state, { strategy: 'session', ...change }, strict).strategy;
  assert.equal(strategyOf({ sessionId: 'visit-u' }), 'trending_fallback');
  assert.equal(strategyOf({ userId: 'u', sessionId: 'visit-u' }), 'session', 'who is named was checked before');
  assert.equal(strategyOf({ productIds: ['a'] }), 'session');
});

test('what is bought together is ranked by the share of orders, exact and true in its reason', () => {
  const order = (id: string, products: string) =>
    [...products].map((product) => happened('purchase', `buyer-${id}`, product, id));
  const state = stateOf(items, [
    ...order('1', 'ab'),
    ...order('2', 'ab'),
    ...order('3', 'abc'),
    ...order('4', 'ac'),
    ...order('5', 'ad'),
  ]);
  const answer = ask(state, { strategy: 'frequently_bought_together', productIds: ['a'], fill: false });
  assert.deepEqual(answer.ids, ['b', 'c']);
  assert.equal(answer.presented[0]?.reason, 'Bought together with Item a in 3 of 5 orders');
});

test('without orders it falls back to content, then to trending', () => {
  assert.equal(
    ask(stateOf(items, []), { strategy: 'frequently_bought_together', productIds: ['a'] }).strategy,
    'content_based_fallback',
  );
  assert.equal(
    ask(stateOf(items, views('v', 'b')), { strategy: 'frequently_bought_together' }).strategy,
    'trending_fallback',
  );
});

test('content is like in words, category and price', () => {
  const shelf = [
    item('red', { name: 'Red mug', category: 'Kitchen > Mugs' }),
    item('blue', { name: 'Blue mug', category: 'Kitchen > Mugs' }),
    item('lamp', { name: 'Brass lamp', category: 'Light' }),
    item('pan', { name: 'Iron pan', category: 'Kitchen > Pans' }),
  ];
  const answer = ask(stateOf(shelf, []), { strategy: 'content_based', productIds: ['red'], fill: false });
  assert.equal(answer.strategy, 'content_based');
  assert.deepEqual(answer.ids, ['blue', 'pan']);
  assert.match(answer.presented[0]?.reason ?? '', /mug/);
});

test('unavailable, unknown, excluded and purchased products never appear', () => {
  const shelf = items.map((each) => (each.productId === 'b' ? item('b', { available: false }) : each));
  const state = stateOf(shelf, [...views('v', 'abcd'), ...views('v', 'x'), happened('purchase', 'u', 'c', 'o')]);
  const answer = ask(state, { userId: 'u', exclude: ['d'], fill: false });
  assert.deepEqual(answer.ids, ['a']);
  assert.deepEqual(answer.filtered, { unavailable: 2, excluded: 1, rules: 0, purchased: 1, seen: 0 });
});

test('buy_again answers what was bought though the tenant leaves it out; control: no other strategy does', () => {
  const state = stateOf(items, [happened('purchase', 'u', 'c', 'o'), happened('product_viewed', 'u', 'd')]);
  const again = ask(state, { strategy: 'buy_again', userId: 'u', fill: false });
  assert.deepEqual([again.strategy, again.ids], ['buy_again', ['c']]);
  assert.equal(again.presented[0]?.reason, 'Bought on Apr 10, 1970');
  assert.ok(!ask(state, { strategy: 'trending', userId: 'u', fill: false }).ids.includes('c'));
  assert.equal(ask(state, { strategy: 'buy_again', userId: 'stranger' }).strategy, 'trending_fallback');
});

test('recently_viewed answers what the shopper touched last, the last first, without the page itself', () => {
  const state = stateOf(items, views('u', 'abcab'));
  const answer = ask(state, { strategy: 'recently_viewed', userId: 'u', productIds: ['a'], fill: false });
  assert.deepEqual([answer.strategy, answer.ids], ['recently_viewed', ['b', 'c']]);
  assert.equal(ask(state, { strategy: 'recently_viewed', userId: 'stranger' }).strategy, 'trending_fallback');
});

test('too few answers are filled up from the next strategy, and say so', () => {
  const order = (id: string, products: string) =>
    [...products].map((product) => happened('purchase', `buyer-${id}`, product, id));
  const state = stateOf(items, [...order('1', 'ab'), ...order('2', 'ab')]);
  const answer = ask(state, { strategy: 'frequently_bought_together', productIds: ['a'] });
  assert.equal(answer.ids[0], 'b');
  assert.equal(answer.filledFrom, 'content_based');
  assert.deepEqual([answer.items[0]?.isFilled, answer.presented[0]?.filledFrom], [false, undefined]);
  assert.equal(answer.items.length, 4);
  const scores = answer.items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    [...scores].sort((a, b) => b - a),
    scores,
    'scores fall',
  );
});

test('scores fall through an answer that two strategies filled up', () => {
  const section = (strategy: string, ...scores: number[]) => ({
    strategy,
    candidates: scores.map((score, n) => ({
      candidate: { productId: `${strategy}${n}`, score, evidence: { kind: 'test' } },
      rules: [],
      proposedBy: strategy,
    })),
  });
  const ranked = rank([section('first', 4, 1), section('second', 9, 3), section('third', 7, 7)]);
  assert.deepEqual(
    ranked.map(({ candidate: { productId, score }, isFilled }) => [productId, score, isFilled]),
    [
      ['first0', 4, false],
      ['first1', 1, false],
      ['second0', 1 / 2, true],
      ['second1', 1 / 6, true],
      ['third0', 1 / 12, true],
      ['third1', 1 / 12, true],
    ],
  );
});

test('trending widens its window where it is empty, and says which', () => {
  const week = 5 * 86_400_000;
  const state = stateOf(items, [happened('product_viewed', 'v', 'a', null, week)]);
  const answer = ask(state, { fill: false });
  assert.deepEqual([answer.ids, answer.windowMs], [['a'], 7 * 86_400_000]);
  assert.equal(answer.presented[0]?.reason, '1 interaction in the last 7 days');
});

test('trending goes on in wider windows behind the first, under a filter too', () => {
  const day = 86_400_000;
  const seen = (productId: string, days: number) => happened('product_viewed', 'v', productId, null, days * day + 1);
  const state = stateOf(items, [seen('a', 0), seen('b', 3), seen('b', 4), seen('c', 20), seen('d', 90)]);
  const answer = ask(state, { fill: false });
  assert.deepEqual([answer.ids, answer.windowMs], [['a', 'b', 'c', 'd'], null]);
  assert.deepEqual(
    answer.presented.map(({ reason }) => reason),
    ['24 hours', '7 days', '30 days', ''].map((window, n) =>
      window === '' ? '1 interaction so far' : `${n === 1 ? '2 interactions' : '1 interaction'} in the last ${window}`,
    ),
  );
  const filter: Filter = { field: 'productId', in: ['b', 'e'] };
  const filtered = ask(state, { fill: false, filter });
  assert.deepEqual([filtered.ids, filtered.windowMs], [['b'], 7 * day]);
});

test('what nothing else fills up the newest products do, and say so', () => {
  const state = stateOf(items, views('v', 'ab'));
  for (const [strategy, ids] of [
    ['trending', ['a', 'b', 'f', 'e']],
    ['recently_viewed', ['b', 'a', 'f', 'e']],
  ] as const) {
    const answer = ask(state, { strategy, userId: 'v' });
    assert.deepEqual([answer.ids, answer.isFallback, answer.filledFrom], [ids, false, 'newest']);
    assert.deepEqual(
      answer.presented.map(({ filledFrom }) => filledFrom),
      [undefined, undefined, 'newest', 'newest'],
    );
    assert.deepEqual(ask(state, { strategy, userId: 'v', fill: false }).ids, ids.slice(0, 2), 'control');
  }
});

test('reasons are readable for every kind of evidence', () => {
  const reasonOf = (strategy: string, evidence: Evidence) =>
    say(
      strategyNamed(strategy).reason(evidence, (id) => id.toUpperCase()),
      'en',
    );
  assert.equal(reasonOf('newest', { kind: 'newest' }), 'New in the shop');
  const trending = { kind: 'trending', interactions: 34, windowMs: 86_400_000 };
  assert.equal(reasonOf('trending', trending), '34 interactions in the last 24 hours');
  assert.equal(reasonOf('trending', { kind: 'trending', interactions: 2, windowMs: null }), '2 interactions so far');
  const similarShoppers = { kind: 'similar_shoppers', neighbours: 1, of: 'visits', anchorProductId: null };
  assert.equal(reasonOf('collaborative', similarShoppers), 'Chosen in 1 similar visit');
  const similarProduct = { kind: 'similar_product', anchorProductId: 'a', sharedTerms: [], sameCategory: true };
  assert.equal(reasonOf('content_based', similarProduct), 'In the same category as A');
});

test('a reason is in the language that is asked for, and names a product by the beginning of a long name', () => {
  const long = 'Grün 👩‍👩‍👧 '.repeat(20);
  const named = items.map((one) => (one.productId === 'a' ? { ...one, name: long } : one));
  const state = stateOf(named, [happened('product_viewed', 'v', 'b')]);
  const { items: served, ...answer } = ask(state);
  const reasonsIn = (language: 'en' | 'de') =>
    present({ ...answer, items: served }, state.item, false, undefined, language).map(({ reason }) => reason);
  assert.deepEqual(
    [reasonsIn('en')[0], reasonsIn('de')[0]],
    ['1 interaction in the last 24 hours', '1 Interaktion in den letzten 24 Stunden'],
  );
  const similar = { kind: 'similar_product', anchorProductId: 'a', sharedTerms: [], sameCategory: false };
  const ofLong = [
    { candidate: { productId: 'b', score: 1, evidence: similar }, strategy: 'content_based', isFilled: false },
  ];
  const [shown] = present({ ...answer, items: ofLong }, state.item, false, undefined, 'de');
  const { product } = (shown ?? assert.fail('it is shown')).reasonParams as { product: string };
  assert.equal(shown?.reason, `Ähnlich wie ${product}`);
  assert.ok(product.length <= 120 && product.isWellFormed() && product.startsWith('Grün') && product.endsWith('…'));
});

test('questions of one page that go by other settings share nothing of a strategy', () => {
  const day = 86_400_000;
  const old = ['a', 'a', 'a'].map((product) => happened('product_viewed', 'v', product, null, 2 * day));
  const state = stateOf(items, [...old, happened('product_viewed', 'v', 'b')]);
  const firstIn = (windowMs: number, share?: SharedWork) => {
    const tenant = mergeTenantConfig(config, { strategies: { trending: { windowMs } } });
    return ask(share === undefined ? state : { ...state, share }, {}, tenant).ids[0];
  };
  assert.deepEqual([firstIn(day), firstIn(30 * day)], ['b', 'a'], 'control');
  const share = createSharedWork();
  assert.deepEqual([firstIn(day, share), firstIn(30 * day, share)], ['b', 'a']);
});
