import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { askingOf } from '../rules/asking.ts';
import { compileRules } from '../rules/compile-rules.ts';
import type { RuleThen } from '../rules/rule.ts';
import { noRules, rulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { explainAnswer } from './explain-answer.ts';
import { markOf } from './product-mark.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';
import { createSharedWork } from './shared-work.ts';

const nowMs = 100 * 86_400_000;
const config = mergeTenantConfig(defaultTenantConfig, { strategies: { content_based: { minProducts: 1 } } });

const kinds = {
  mug: 'Blue stoneware mug',
  cup: 'Blue stoneware cup',
  lamp: 'Brass reading lamp',
  bulb: 'Brass reading bulb',
  sock: 'Warm woollen sock',
};
const shelf = Object.entries(kinds).flatMap(([kind, name], place) =>
  Array.from({ length: 4 }, (_, n) =>
    plainItem({
      productId: `${kind}-${n}`,
      name: `${name} ${n}`,
      category: ['mug', 'cup'].includes(kind) ? 'Home > Kitchen' : kind === 'sock' ? 'Clothes' : 'Home > Light',
      priceE4: BigInt(place + 1) * 100_000n + BigInt(n) * 10_000n,
    }),
  ),
);
const byId = new Map(shelf.map((item) => [item.productId, item]));

let ids = 0;
const happened = (userId: string, productId: string, orderId: string | null = null) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  const purchase = orderId === null ? null : { orderId, priceE4: 1n, quantity: 1, currency: null };
  const type = orderId === null ? 'product_viewed' : 'purchase';
  return plainEvent({ id, type, userId, productId, timestampMs: nowMs - 60_000 + ids, receivedAtMs: nowMs, purchase });
};
const shard = createInteractionShard();
/** Visits go from a mug to a lamp, or from a cup to a sock; orders have mugs with bulbs. */
for (let n = 0; n < 8; n++)
  for (const [who, products] of Object.entries({
    light: ['mug-0', 'lamp-1', 'lamp-2'],
    warm: ['cup-0', 'sock-1', 'sock-2'],
  }))
    for (const productId of products) shard.apply(happened(`${who}-${n}`, productId));
for (let n = 0; n < 3; n++)
  for (const productId of ['mug-1', 'bulb-1', ...(n < 2 ? ['cup-1', 'sock-3'] : [])])
    shard.apply(happened(`buyer-${n}`, productId, `order-${n}`));
const state: ServingState = {
  nowMs,
  shards: [shard.scope(1)].filter((one) => one !== undefined),
  item: (productId) => byId.get(productId),
  items: () => shelf,
  catalogSize: shelf.length,
  newest: (limit) => shelf.map(({ productId }) => productId).slice(0, limit),
  content: () => createContentIndex(shelf),
  once: (_key, make) => make(),
};

const plain: ResolvedQuestion = {
  ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: [], exclude: [], limit: 4 },
  ...{ strategy: 'session', unknownStrategy: null, fill: false, rules: 'on', arm: null, holdout: null },
};

function ask(change: Partial<ResolvedQuestion>, rules = noRules) {
  const served = recommend({ ...plain, ...change }, state, config, undefined, rules);
  return { ...served, ids: served.items.map(({ candidate }) => candidate.productId) };
}
const ruled = (then: RuleThen, change: Partial<ResolvedQuestion>) => {
  const list = { listId: 'l', tenantId: 't', placementId: 'home', version: 1, updatedAt: new Date(0) };
  const plan = compileRules({ ...list, rules: [{ id: 'rule', name: 'A rule', then }] }, undefined);
  const asking = askingOf({ userId: null, productIds: [], ...change }, state, () => undefined);
  return ask(change, rulesInForce(plan, asking));
};

test('what is liked is gone by as if it had just been looked at, and is not answered itself', () => {
  assert.equal(ask({}).strategy, 'trending_fallback', 'control: nothing to go by');
  const liked = ask({ like: ['mug-0'] });
  assert.deepEqual([liked.strategy, liked.isFallback, [...liked.ids].sort()], ['session', false, ['lamp-1', 'lamp-2']]);
  assert.deepEqual(ask({ userId: 'stranger', like: ['cup-0'] }).ids.toSorted(), ['sock-1', 'sock-2']);
  assert.deepEqual(ask({ strategy: 'frequently_bought_together', like: ['mug-1'] }).ids[0], 'bulb-1');
  assert.match(ask({ strategy: 'content_based', like: ['lamp-0'] }).ids[0] ?? '', /^lamp/);
  assert.ok(!ask({ strategy: 'trending', limit: 20, like: ['lamp-1'] }).ids.includes('lamp-1'));
});

test('each liked product counts as a view of the shopper: five are enough for collaborative, four are not', () => {
  const like = ['mug-0', 'cup-0', 'lamp-0', 'bulb-0', 'sock-0'];
  assert.equal(ask({ strategy: 'collaborative', like }).strategy, 'collaborative');
  assert.equal(ask({ strategy: 'collaborative', like: like.slice(1) }).strategy, 'trending_fallback');
  const named = ['mug-0', ...like.slice(0, 4)];
  assert.equal(ask({ strategy: 'collaborative', like: named }).strategy, 'trending_fallback', 'one twice is one');
  assert.equal(
    ask({ strategy: 'collaborative', like, unlike: ['mug-0'] }).strategy,
    'trending_fallback',
    'nor unliked',
  );
});

test('what is unliked is not answered nor gone by, and what is like it goes down', () => {
  const all = ask({ strategy: 'trending', limit: 20 });
  const place = ({ ids: shown }: { ids: string[] }, kind: string) =>
    shown.flatMap((id, n) => (id.startsWith(kind) ? [n] : [])).reduce((sum, n) => sum + n, 0);
  const unliked = ask({ strategy: 'trending', limit: 20, unlike: ['lamp-3'] });
  assert.ok(all.ids.includes('lamp-1') && unliked.ids.includes('lamp-1'));
  assert.ok(place(unliked, 'lamp') > place(all, 'lamp'), `${unliked.ids} against ${all.ids}`);
  const { rules } = unliked.items.find(({ candidate }) => candidate.productId === 'lamp-1') ?? {};
  assert.deepEqual(rules, ['question / unlike']);
  const scores = unliked.items.map(({ candidate }) => candidate.score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.ok(!ask({ strategy: 'trending', limit: 20, unlike: ['lamp-1'] }).ids.includes('lamp-1'));
  // The page's product is nothing to go by if the shopper does not like it.
  assert.equal(ask({ productIds: ['mug-0'] }).strategy, 'session', 'control');
  assert.equal(ask({ productIds: ['mug-0'], unlike: ['mug-0'] }).strategy, 'trending_fallback');
  const lately = { userId: 'light-0', strategy: 'recently_viewed' };
  assert.deepEqual(ask(lately).ids, ['lamp-2', 'lamp-1', 'mug-0'], 'control');
  assert.deepEqual(ask({ ...lately, unlike: ['lamp-2'] }).ids, ['mug-0', 'lamp-1']);
});

test('a filter holds for every strategy that answers or fills up, and for pins, forced ones too', () => {
  const filter = { field: 'category', under: 'Home > Kitchen' };
  for (const strategy of ['trending', 'session', 'content_based', 'collaborative']) {
    const asked = { strategy, filter, fill: true, limit: 8, like: ['lamp-0'] };
    const { ids: shown } = ask(asked);
    const { explanation } = explainAnswer({ ...plain, ...asked }, state, config, strategies, noRules);
    assert.ok(shown.length > 0 && shown.every((id) => /^(mug|cup)/.test(id)), `${strategy}: ${shown}`);
    assert.ok(explanation.filtered.excluded > 0);
  }
  const pin: RuleThen = { action: 'pin', productIds: ['sock-0'], position: 0, force: true };
  assert.equal(ruled(pin, { strategy: 'trending' }).ids[0], 'sock-0', 'control');
  assert.ok(!ruled(pin, { strategy: 'trending', filter }).ids.includes('sock-0'));
});

test('a cart is what bought-together goes by, as one, beside the product of the page; none of it is answered', () => {
  const line = (productId: string, quantity = 1, price: number | null = null) => ({ productId, quantity, price });
  const answer = ask({ strategy: 'frequently_bought_together', cart: [line('mug-1'), line('cup-1')] });
  assert.deepEqual(answer.ids, ask({ strategy: 'frequently_bought_together', productIds: ['mug-1', 'cup-1'] }).ids);
  assert.deepEqual(answer.ids.toSorted(), ['bulb-1', 'sock-3']);
  const onPage = ask({ strategy: 'frequently_bought_together', cart: [line('mug-1')], productIds: ['cup-1'] });
  assert.deepEqual(onPage.ids.toSorted(), ['bulb-1', 'sock-3']);
});

test('rules know the total of the cart by quantities and prices, and the product of the page beside it', () => {
  const line = (productId: string, quantity = 1, price: number | null = null) => ({ productId, quantity, price });
  const total = (change: Partial<ResolvedQuestion>) =>
    askingOf({ userId: null, productIds: [], ...change }, state, () => undefined);
  assert.equal(total({ cart: [line('mug-0'), line('mug-1', 3)] }).total(), 10 + 3 * 11);
  assert.equal(total({ cart: [line('mug-0', 2, 4.5), line('gone', 1, 1)] }).total(), 10);
  assert.equal(total({ cart: [line('gone')] }).total(), undefined);
  assert.equal(total({ cart: [] }).total(), undefined);
  assert.equal(total({ productIds: ['mug-0', 'mug-0', 'cup-0'] }).total(), 30, 'control: without a cart');
  const both = total({ cart: [line('mug-0')], productIds: ['cup-0'] });
  assert.deepEqual([both.cart, both.viewedId, both.total()], [['mug-0'], 'cup-0', 10]);
});

test('what the page shows already is left out by its mark, of pins too, and what comes behind it fills the answer', () => {
  for (const [strategy, least] of [
    ['trending', 7],
    ['session', 16],
    ['content_based', 16],
  ] as const) {
    const change = { strategy, productIds: ['mug-0'], fill: true };
    const seen: string[] = [];
    for (let hasMore = true; hasMore; ) {
      const next = ask({ ...change, shown: seen.map(markOf) });
      hasMore = next.hasMore;
      assert.ok(next.ids.length === 4 || !hasMore, `${strategy}: ${next.ids} behind ${seen}`);
      seen.push(...next.ids);
    }
    assert.ok(new Set(seen).size === seen.length && seen.length >= least, `${strategy}: ${seen}`);
    assert.deepEqual(ask(change).ids, seen.slice(0, 4), 'control: the page itself');
  }
  const pin: RuleThen = { action: 'pin', productIds: ['sock-0'], position: 0 };
  assert.ok(!ruled(pin, { strategy: 'trending', shown: [markOf('sock-0')] }).ids.includes('sock-0'));
});

test('questions of one page make what they have in common once, and what they do not anew', () => {
  let searches = 0;
  const counting = (strategies as readonly Strategy[]).map((strategy) => ({
    ...strategy,
    candidates(...asked: Parameters<Strategy['candidates']>) {
      searches += 1;
      return strategy.candidates(...asked);
    },
  }));
  const asked = (on: ServingState, change: Partial<ResolvedQuestion>) => {
    const before = searches;
    const { items } = recommend(
      { ...plain, strategy: 'session', fill: false, productIds: ['mug-0'], ...change },
      on,
      config,
      counting,
    );
    return { ids: items.map(({ candidate }) => candidate.productId), searches: searches - before };
  };
  const page: ServingState = { ...state, share: createSharedWork() };
  const first = asked(page, {});
  assert.equal(first.searches, 1);
  const rest = [{ placementId: 'foot' }, { limit: 2 }, { exclude: ['lamp-1'] }, { shown: [markOf('lamp-1')] }];
  for (const change of rest)
    assert.deepEqual(asked(page, change), { ...asked(state, change), searches: 0 }, JSON.stringify(change));
  for (const change of [
    { productIds: ['cup-0'] },
    { userId: 'light-1' },
    { like: ['cup-0'] },
    { strategy: 'trending' },
  ]) {
    assert.deepEqual(asked(page, change), asked(state, change), JSON.stringify(change));
  }
});
