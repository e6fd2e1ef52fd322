import { defaultTenantConfig, mergeTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { CatalogItem } from '#domain/catalog-item.ts';
import { createInteractionShard } from '#domain/interactions/interaction-shard.ts';
import { askingOf } from '#domain/rules/asking.ts';
import { compileRules, type RulePlan } from '#domain/rules/compile-rules.ts';
import type { PlacementRules, Rule, RuleThen } from '#domain/rules/rule.ts';
import { rulesInForce } from '#domain/rules/rules-in-force.ts';
import { explainAnswer } from '#domain/serving/explain-answer.ts';
import { findShopper } from '#domain/serving/find-shopper.ts';
import { recommend } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { strategies } from '#domain/strategies/index.ts';
import { defineStrategy } from '#domain/strategies/strategy.ts';
import { plainEvent, plainItem } from './plain.ts';

/** Day 100. */
export const nowMs = 100 * 86_400_000;

/** Proposes a, b, c, … in this order, with scores 100, 99, … */
export const alphabetical = defineStrategy({
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
    candidates: [...alphabetical.candidates(state, question, settings).candidates]
      .toReversed()
      .map((one, place) => ({ ...one, score: 100 - place })),
  }),
});
/** All strategies, and two that know products by their letters. */
export const registry = [alphabetical, backwards, ...strategies];

/** Ten products, a to j; the last is not to be had. */
export const shelf = [...'abcdefghij'].map((productId, n) =>
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
/** An event of a second ago. */
export const happened = (
  type: 'product_viewed' | 'product_clicked' | 'purchase',
  userId: string,
  productId: string,
) => {
  const id = Buffer.alloc(16);
  id.writeUInt32BE(++ids, 12);
  const purchase = type === 'purchase' ? { orderId: 'o', priceE4: 1n, quantity: 1, currency: null } : null;
  return plainEvent({ id, type, userId, productId, timestampMs: nowMs - 1_000, receivedAtMs: nowMs, purchase });
};

/** What serving knows of these products after these events. */
export function stateOf(items: readonly CatalogItem[], events = [happened('product_viewed', 'u', 'a')]): ServingState {
  const shard = createInteractionShard();
  for (const event of events) shard.apply(event);
  const byId = new Map(items.map((item) => [item.productId, item]));
  const available = items.filter((item) => item.available).map(({ productId }) => productId);
  return {
    nowMs,
    shards: [shard.scope(1)].filter((one) => one !== undefined),
    item: (productId) => byId.get(productId),
    items: () => items,
    catalogSize: items.length,
    newest: (limit) => available.slice(0, limit),
    content: () => createContentIndex(items),
    once: (_key, make) => make(),
  };
}

/** A rule that is named after its action. */
export const rule = (then: RuleThen, change: Partial<Rule> = {}): Rule => ({
  id: then.action,
  name: 'A rule',
  ...change,
  then,
});
/** Rules as the list of a placement. */
export const listOf = (rules: readonly Rule[], placementId = 'home'): PlacementRules => ({
  ...{ listId: 'l', tenantId: 't', placementId, version: 3, rules, updatedAt: new Date(0) },
});

/** How a question differs from one of nobody for 4 products; the state, the rules of all placements, and whether the tenant drops what was bought. */
export type Change = Partial<ResolvedQuestion> & {
  state?: ServingState;
  ofAll?: readonly Rule[];
  drops?: boolean;
  /** Made ready before, instead of from the rules. */
  plan?: RulePlan;
};

/** Asks under these rules of the placement. `ids` are the answer, a letter a product; `lost` the rule that took each candidate which one took; `because` why each was lost. */
export function ask(
  rules: readonly Rule[],
  {
    state = stateOf(shelf),
    ofAll,
    drops = false,
    plan = compileRules(listOf(rules), ofAll === undefined ? undefined : listOf(ofAll, '*')),
    ...change
  }: Change = {},
) {
  const question: ResolvedQuestion = {
    ...{ scope: 1, placementId: 'home', userId: null, sessionId: null, productIds: [], exclude: [], limit: 4 },
    ...{ strategy: 'alphabetical', unknownStrategy: null, fill: false, rules: 'on', arm: null, holdout: null },
    ...change,
  };
  const asking = askingOf(question, state, () => findShopper(state.shards, question.userId));
  const config = mergeTenantConfig(defaultTenantConfig, { excludePurchased: drops });
  const inForce = rulesInForce(plan, asking);
  const served = recommend(question, state, config, registry, inForce);
  const explained = explainAnswer(question, state, config, registry, inForce);
  const lost = Object.fromEntries(
    explained.lost.flatMap(({ productId, rule: id }) => (id === undefined ? [] : [[productId, id]])),
  );
  const because = Object.fromEntries(explained.lost.map((one) => [one.productId, one.because]));
  const { filtered } = explained.explanation;
  const { stamp } = inForce;
  return {
    ...served,
    lost,
    because,
    filtered,
    stamp,
    ids: served.items.map(({ candidate }) => candidate.productId).join(''),
    state,
  };
}

/** A filter: a to e. */
export const kitchen = { field: 'category', under: 'Home' };
/** A filter: these products. */
export const only = (...productIds: string[]) => ({ field: 'productId', in: productIds });
