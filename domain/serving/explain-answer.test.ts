import assert from 'node:assert/strict';
import test from 'node:test';
import { plainEvent, plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { defaultTenantConfig, mergeTenantConfig } from '../access/default-tenant-config.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createInteractionShard } from '../interactions/interaction-shard.ts';
import { languages, messageOf } from '../reasons/say.ts';
import { noRules, type RulesInForce } from '../rules/rules-in-force.ts';
import { createContentIndex } from '../strategies/content-based/content-index.ts';
import { strategies, strategyNamed } from '../strategies/index.ts';
import { explainAnswer } from './explain-answer.ts';
import { explainItem } from './explain-item.ts';
import { present } from './present.ts';
import { recommend } from './recommend.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';

const nowMs = 100 * 86_400_000;
const config = mergeTenantConfig(defaultTenantConfig, {
  strategies: { content_based: { minProducts: 0 }, frequently_bought_together: { minSupport: 1 } },
});
const words = ['blue', 'oak', 'mug', 'lamp', 'round', 'small'];
const shelf = Array.from({ length: 12 }, (_, n) =>
  plainItem({
    productId: `p${n}`,
    name: `${words[n % 6]} ${words[(n * 5 + 1) % 6]} ${n}`,
    category: n % 2 === 0 ? 'Home > Kitchen' : 'Light',
    priceE4: BigInt(n + 1) * 10_000n,
    available: n !== 11,
  }),
);
/** Two products that nobody touches with another one. */
const island = ['q0', 'q1'].map((productId) => plainItem({ productId, name: productId, category: 'Far' }));
const others = ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) => `${name}@mail.example`);
const asker = 'asking@mail.example';

/** What has happened in a shop: visits and orders of some shoppers, and of the one who asks. */
function logOf(seed: number): ShopEvent[] {
  const random = createRandom(seed);
  const events: ShopEvent[] = [];
  const happened = (type: ShopEvent['type'], userId: string, productId: string, visit: string, order: string) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(events.length + 1, 12);
    const purchase = { orderId: order, priceE4: 1n, quantity: 1, currency: null };
    const timestampMs = nowMs - random.between(1, 3_600_000 * 20);
    const event = { id, type, userId, productId, sessionId: `visit-${visit}`, timestampMs, receivedAtMs: nowMs };
    events.push(plainEvent({ ...event, purchase: type === 'purchase' ? purchase : null }));
  };
  for (const userId of [...others, asker]) {
    for (let n = random.between(3, 7); n > 0; n--)
      happened('product_viewed', userId, `p${random.between(0, 11)}`, `view-${userId}`, '');
    for (let n = random.between(2, 4); n > 0; n--)
      happened('purchase', userId, `p${random.between(0, 11)}`, `buy-${userId}`, `order-${userId}`);
  }
  for (const productId of ['q0', 'q1', 'q0']) happened('product_viewed', 'far@mail.example', productId, 'far', '');
  return events;
}

function stateOf(events: readonly ShopEvent[], items = [...shelf, ...island]): ServingState {
  const shards = [createInteractionShard(), createInteractionShard()];
  for (const event of events) shards[event.userId.length % 2]?.apply(event);
  const byId = new Map(items.map((item) => [item.productId, item]));
  return {
    nowMs,
    shards: shards.flatMap((shard) => shard.scope(1) ?? []),
    item: (productId) => byId.get(productId),
    items: () => items,
    catalogSize: items.length,
    newest: (limit) => items.flatMap(({ productId, available }) => (available ? [productId] : [])).slice(0, limit),
    content: () => createContentIndex(items),
    once: (_key, make) => make(),
  };
}

function questionOf(strategy: string, change: Partial<ResolvedQuestion> = {}): ResolvedQuestion {
  return {
    ...{ scope: 1, placementId: 'home', userId: asker, sessionId: `visit-view-${asker}`, exclude: [], limit: 4 },
    ...{ productIds: strategy === 'frequently_bought_together' ? ['p1', 'p4'] : [] },
    ...{ strategy, unknownStrategy: null, fill: false, rules: 'on', arm: null, holdout: null },
    ...change,
  };
}

type Change = Partial<ResolvedQuestion> & { inForce?: RulesInForce; tenant?: typeof config };
const explain = (state: ServingState, strategy: string, change: Change = {}) => {
  const { inForce = noRules, tenant = config, ...asked } = change;
  return explainAnswer(questionOf(strategy, asked), state, tenant, strategies, inForce);
};

const everywhere = strategies.flatMap(({ name }) => Array.from({ length: 5 }, (_, seed) => ({ name, seed })));

test('who is explained is answered as who is not', () => {
  for (const { name, seed } of everywhere) {
    const state = stateOf(logOf(seed));
    for (const fill of [true, false])
      assert.deepEqual(explain(state, name, { fill }).served, recommend(questionOf(name, { fill }), state, config));
  }
});

test('the parts of each score add up to it, for every strategy', () => {
  const checked = new Map<string, number>();
  for (const { name, seed } of everywhere) {
    const { served, explanation } = explain(stateOf(logOf(seed)), name, { limit: 12, fill: true });
    for (const { candidate, strategy } of served.items) {
      const told = explanation.ofItem.get(candidate.productId) ?? assert.fail(candidate.productId);
      const sum = told.parts.reduce((total, { value }) => total + value, 0);
      assert.ok(Math.abs(sum - told.strategyScore) < 1e-9 * told.strategyScore, `${strategy}: ${JSON.stringify(told)}`);
      assert.ok(told.parts.every(({ value }) => value > -1e-9 || strategy === 'frequently_bought_together'));
      checked.set(strategy, (checked.get(strategy) ?? 0) + told.parts.length);
    }
  }
  for (const { name } of strategies) assert.ok((checked.get(name) ?? 0) > 10, `${name}: ${checked.get(name)}`);
});

test('what only this visit speaks for has no part of others, and what it lacks none of this visit', () => {
  const view = (userId: string, productId: string, n: number) => {
    const id = Buffer.from(`${userId}${productId}`.padEnd(16).slice(0, 16));
    return plainEvent({ id, userId, productId, sessionId: userId, timestampMs: nowMs - n });
  };
  const alone = stateOf([view('x', 'p1', 3), view('x', 'p2', 2), view('y', 'p2', 2), view('y', 'p3', 1)]);
  const change = { userId: 'x', sessionId: 'x', limit: 9, productIds: ['p2'] };
  const { explanation } = explain(alone, 'session', { ...change, productIds: [] });
  const namesOf = (productId: string) =>
    explanation.ofItem.get(productId)?.parts.flatMap(({ name, value }) => (value > 0 ? [name] : []));
  assert.deepEqual([namesOf('p1'), namesOf('p2'), namesOf('p3')], [['in_visit'], ['visits', 'in_visit'], ['visits']]);
  const neighbours = explanation.ofItem.get('p3')?.neighbours;
  assert.deepEqual(
    neighbours?.map(({ found, having, latestMs }) => [found, having, latestMs]),
    [[1, 1, nowMs - 1]],
  );
});

test('served and lost are all candidates, each once, and each lost one says why', () => {
  const seen = new Set<string>();
  for (const { name, seed } of everywhere) {
    const state = stateOf(logOf(seed));
    const { served, explanation } = explain(state, name, { exclude: ['p3'], fill: seed % 2 === 0 });
    const shown = served.items.map(({ candidate }) => candidate.productId);
    const lost = explanation.lost.map(({ productId }) => productId);
    assert.equal(new Set([...shown, ...lost]).size, explanation.candidates);
    assert.equal(explanation.candidates, shown.length + lost.length);
    const counted = Object.values(explanation.lostBy).reduce((sum, count) => sum + count, 0);
    assert.equal(counted, lost.length + explanation.lostLeftOut);
    const proposed = explanation.strategies.flatMap(({ strategy, candidates }) => {
      const found = proposedBy(state, strategy, questionOf(name, { exclude: ['p3'], fill: seed % 2 === 0 }));
      assert.equal(found.length, candidates);
      return found;
    });
    assert.deepEqual(new Set(proposed), new Set([...shown, ...lost]), 'none is forgotten');
    for (const { productId, because } of explanation.lost) {
      seen.add(because);
      if (because === 'unavailable') assert.equal(productId, 'p11');
      if (because === 'excluded') assert.ok(['p3', 'p1', 'p4'].includes(productId));
      if (because === 'lower_score') assert.equal(shown.length, 4);
    }
  }
  assert.deepEqual([...seen].sort(), ['excluded', 'lower_score', 'purchased', 'seen', 'unavailable']);
});

/** What a strategy proposes on the way to an answer. */
function proposedBy(state: ServingState, name: string, question: ResolvedQuestion): string[] {
  const strategy = strategyNamed(name);
  const found: string[] = [];
  const spy = {
    ...strategy,
    candidates: (...args: Parameters<typeof strategy.candidates>) => {
      const { candidates: read, hasMore } = strategy.candidates(...args);
      const candidates = [...read];
      found.splice(0, found.length, ...candidates.map(({ productId }) => productId));
      return { candidates, ...(hasMore === undefined ? {} : { hasMore }) };
    },
  };
  recommend(
    question,
    state,
    config,
    strategies.map((one) => (one.name === name ? spy : one)),
  );
  return found;
}

test('a pin that has no place, one that may not be shown, and what a pin pushed out are told', () => {
  const pin = (productIds: string[]) =>
    ({ does: 'pin', id: 'pins', productIds, position: 0, isForced: false }) as const;
  const inForce: RulesInForce = { ...noRules, version: '1', pins: [pin(['p11', 'p3', 'p9', 'q0', 'q1'])] };
  const { served, explanation } = explain(stateOf(logOf(1)), 'trending', { exclude: ['p3'], limit: 2, inForce });
  assert.deepEqual(
    served.items.map(({ candidate }) => candidate.productId),
    ['p9', 'q0'],
  );
  const becauseOf = (productId: string) => explanation.lost.find((one) => one.productId === productId)?.because;
  assert.deepEqual([becauseOf('p11'), becauseOf('p3')], ['unavailable', 'excluded']);
  assert.ok(explanation.lost.some(({ because }) => because === 'displaced'));
  assert.equal(explanation.candidates, served.items.length + explanation.lost.length);
});

test('an answer that is short or empty says why', () => {
  const shortOf = (state: ServingState, strategy: string, change: Change = {}) =>
    explain(state, strategy, { limit: 50, ...change }).explanation.short?.because;
  const state = stateOf(logOf(2));
  const tenant = mergeTenantConfig(config, { strategies: { collaborative: { minUserWeight: 500 } } });
  const [first] = shortOf(state, 'collaborative', { tenant }) ?? [];
  assert.ok(first !== undefined && 'setting' in first && first.has > 0);
  assert.deepEqual([first.reason, first.setting, first.needs], ['below_minimum', 'minUserWeight', 500]);
  const unknown = { userId: 'nobody', sessionId: null };
  assert.deepEqual(shortOf(state, 'collaborative', unknown)?.[0], {
    strategy: 'collaborative',
    reason: 'unknown_shopper',
  });
  assert.deepEqual(shortOf(state, 'buy_again', unknown)?.[0], { strategy: 'buy_again', reason: 'unknown_shopper' });
  assert.deepEqual(shortOf(state, 'session', { ...unknown, userId: null })?.[0], {
    strategy: 'session',
    reason: 'nothing_to_go_by',
  });
  assert.deepEqual(shortOf(stateOf([]), 'session', { productIds: ['p1'] })?.[0], {
    ...{ strategy: 'session', reason: 'below_minimum', setting: 'minVisits', has: 0, needs: 1 },
  });
  const few = mergeTenantConfig(config, { strategies: { frequently_bought_together: { minSupport: 40 } } });
  const pair = shortOf(state, 'frequently_bought_together', { tenant: few })?.[0];
  assert.ok(pair !== undefined && 'setting' in pair && pair.setting === 'minSupport' && pair.has < 40);
  assert.deepEqual(shortOf(stateOf([], []), 'trending'), [
    { reason: 'catalog_empty' },
    { strategy: 'trending', reason: 'no_evidence' },
    { strategy: 'newest', reason: 'catalog_empty' },
    { reason: 'fill_off' },
  ]);
  const filtered = shortOf(state, 'trending')?.find((one) => one.reason === 'filtered' && one.by === 'purchased');
  assert.ok(filtered !== undefined && 'count' in filtered && filtered.count > 0);
  assert.deepEqual(shortOf(state, 'trending', { holdout: 'none' }), [{ reason: 'held_out' }]);
  assert.equal(shortOf(state, 'trending', { limit: 1 }), undefined, 'control');
});

test('of many lost candidates the first are told and all are counted', () => {
  const many = Array.from({ length: 300 }, (_, n) => plainItem({ productId: `m${n}`, available: n < 150 }));
  const events = many.map(({ productId }, n) => {
    const id = Buffer.alloc(16);
    id.writeUInt32BE(n + 1, 12);
    return plainEvent({ id, userId: `u${n}`, productId, timestampMs: nowMs - 1_000 });
  });
  const { explanation } = explain(stateOf(events, many), 'trending');
  assert.deepEqual([explanation.lost.length, explanation.lostLeftOut, explanation.candidates], [100, 196, 300]);
  assert.deepEqual(explanation.lostBy, { unavailable: 150, lower_score: 146 });
});

/** An event without which the evidence for a product is less, undefined if one alone would not do. */
function citedEvent(
  events: readonly ShopEvent[],
  { productId, evidence }: { productId: string; evidence: Readonly<Record<string, unknown>> },
): ShopEvent | undefined {
  const anchor = evidence.anchorProductId;
  const alone = (found: readonly ShopEvent[]) => (found.length === 1 ? found[0] : undefined);
  const ofProduct = events.filter((event) => event.productId === productId);
  /** Of whoever has the anchor too. */
  const together = (groupOf: (event: ShopEvent) => string, among: readonly ShopEvent[]) => {
    const groups = Map.groupBy(among, groupOf);
    const citing = [...groups.values()].find(
      (group) =>
        group.every(({ userId }) => userId !== asker) &&
        group.some((event) => event.productId === anchor) &&
        group.filter((event) => event.productId === productId).length === 1,
    );
    return citing?.find((event) => event.productId === productId);
  };
  const own = events.filter(({ userId }) => userId === asker);
  switch (evidence.kind) {
    case 'similar_visits':
      return together(({ sessionId }) => sessionId ?? '', events);
    case 'similar_shoppers':
      return together(evidence.of === 'visits' ? ({ sessionId }) => sessionId ?? '' : ({ userId }) => userId, events);
    case 'bought_together':
      return together(
        ({ userId }) => userId,
        events.filter(({ type }) => type === 'purchase'),
      );
    case 'similar_product':
      return alone(own.filter((event) => event.productId === anchor));
    case 'trending':
      return ofProduct[0];
    case 'recently_viewed':
      return alone(own.filter((event) => event.productId === productId));
    case 'bought_before':
      return alone(own.filter((event) => event.productId === productId && event.type === 'purchase'));
    default:
      return undefined;
  }
}

test('without one of the events that it cites, evidence is other evidence; control: without any other event it is the same', () => {
  const checked = new Map<string, number>();
  for (const { name, seed } of everywhere) {
    const events = logOf(seed);
    const itemsOf = (log: readonly ShopEvent[]) =>
      explain(stateOf(log), name, { limit: 12 }).served.items.map(({ candidate }) => candidate);
    const evidenceFor = (product: string, among: ReturnType<typeof itemsOf>) =>
      among.find(({ productId }) => productId === product)?.evidence;
    const far = events.findLast(({ userId }) => userId.startsWith('far'));
    const withoutFar = itemsOf(events.filter((event) => event !== far));
    for (const candidate of itemsOf(events).filter(({ productId }) => productId.startsWith('p'))) {
      const cited = citedEvent(events, candidate);
      if (cited === undefined || (checked.get(name) ?? 0) >= 8) continue;
      const rest = itemsOf(events.filter((event) => event !== cited));
      const { productId, evidence } = candidate;
      assert.notDeepEqual(evidenceFor(productId, rest), evidence, `${name} ${productId}`);
      assert.deepEqual(evidenceFor(productId, withoutFar), evidence, 'control');
      checked.set(name, (checked.get(name) ?? 0) + 1);
    }
  }
  for (const { name } of strategies) assert.ok((checked.get(name) ?? 0) >= 8, `${name}: ${checked.get(name)}`);
});

test('what is counted for the reason and what the strategy tells beside it stand in an explanation together', () => {
  const told = new Map<string, number>();
  for (const { name, seed } of everywhere) {
    const { served, explanation } = explain(stateOf(logOf(seed)), name, { limit: 12, fill: true });
    for (const item of served.items) {
      const explained: Record<string, unknown> = explainItem(item, explanation);
      const known = explanation.ofItem.get(item.candidate.productId);
      const { neighbours: sharing, ...counted } = item.candidate.evidence;
      assert.deepEqual([explained.parts, explained.pairs], [known?.parts, known?.pairs]);
      assert.deepEqual({ ...explained, ...counted, sharing }, { ...explained, sharing }, item.strategy);
      if (known?.neighbours === undefined) continue;
      assert.deepEqual(
        (explained.neighbours as { of: string }[]).map(({ of }) => of),
        known.neighbours.map(({ of }) => of),
      );
      if (item.strategy === 'collaborative') assert.equal(explained.sharing, sharing);
      told.set(item.strategy, (told.get(item.strategy) ?? 0) + 1);
    }
  }
  for (const name of ['collaborative', 'session', 'frequently_bought_together'])
    assert.ok((told.get(name) ?? 0) >= 8, `${name}: ${told.get(name)}`);
});

test('nothing that is told names another shopper, a visit or an order; control: their products are told', () => {
  for (const { name, seed } of everywhere) {
    const state = stateOf(logOf(seed));
    const { served, explanation } = explain(state, name, { limit: 12, fill: true });
    const { ofItem, ...rest } = explanation;
    const items = served.items.map((item) => explainItem(item, { ofItem }));
    const shown = present(served, state.item, explanation);
    const told = JSON.stringify([items, rest, shown]);
    assert.doesNotMatch(told, /mail\.example|visit-|order-/);
    assert.match(told, /p\d/, 'control');
  }
});

test('every reason of every strategy has its parameters, and is said in every language', () => {
  const keys = new Set<string>();
  for (const { name, seed } of everywhere) {
    const state = stateOf(logOf(seed));
    const { served } = explain(state, name, { limit: 12, fill: true });
    for (const language of languages)
      for (const { reason, reasonKey, reasonParams } of present(served, state.item, false, strategies, language)) {
        keys.add(reasonKey);
        const { params } = messageOf(reasonKey as Parameters<typeof messageOf>[0], language);
        assert.deepEqual([...params.keys()].sort(), Object.keys(reasonParams).sort());
        assert.ok(reason.length > 5 && reason.length < 160 && !/undefined|NaN|[{}]/.test(reason), reason);
      }
  }
  assert.ok(keys.size >= 8, [...keys].join());
});
