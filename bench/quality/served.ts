import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { ScopeInteractions } from '#domain/interactions/scope-interactions.ts';
import { findVisit } from '#domain/serving/find-visit.ts';
import type { ServedItem } from '#domain/serving/rank.ts';
import { recommend } from '#domain/serving/recommend.ts';
import { placementOf, resolveQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import { createContentIndex } from '#domain/strategies/content-based/content-index.ts';
import { strategies } from '#domain/strategies/index.ts';
import { recommendSession } from '#domain/strategies/session/recommend-session.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { defaultWidgetConfig } from '#domain/widgets/widget.ts';
import { plainItem } from '#testing/plain.ts';
import { eventOfClick, readClicks } from './clicks.ts';
import { createLearner } from './learn.ts';
import { asked, createTally } from './tally.ts';

/** With nothing set for the shop or the place, but that the place asks for `session`. */
const productPage = placementOf(
  { tenantId: 't', config: defaultTenantConfig },
  { version: '1', widget: { config: { ...defaultWidgetConfig, strategy: 'session' } } },
  () => 0,
);
const droppingSeen = strategies.map((one: Strategy) =>
  one.name === 'session' ? { ...one, seen: 'drop' as const } : one,
);

/**
 * What a product page is served, and which step loses what: the strategy alone, what is left of its answer behind the filters, and what falling back and filling up add.
 * `session` as it is, then told to leave out what was seen, then asked with the product of the page, which is in no answer.
 */
export function measureServed(): void {
  const [train, test] = [readClicks('train.tsv.gz'), readClicks('test.tsv.gz')];
  const stateAt = createStates([...train, ...test].map(({ item }) => item));
  const learner = createLearner();
  for (const click of train) learner.apply(eventOfClick(click));
  const variants = [
    { what: 'as it is', among: strategies, withPage: false },
    { what: 'seen left out', among: droppingSeen, withPage: false },
    { what: 'asked with the product of the page', among: strategies, withPage: true },
  ].map((variant) => ({ ...variant, behindFilters: createTally(), served: createTally() }));
  const alone = createTally();
  const lastOf = new Map<string, string>();
  for (const click of test) {
    const { session: userId, item: target, timeMs: nowMs } = click;
    const page = lastOf.get(userId);
    lastOf.set(userId, target);
    if (page !== undefined) {
      const shards = learner.shards();
      const state = stateAt(nowMs, shards);
      const wire = { scope: 1, placementId: 'product-page', userId, sessionId: userId, exclude: [], limit: asked };
      alone.ask(target, () => {
        const visit = findVisit(shards, wire, nowMs);
        return recommendSession(shards, { products: visit?.products ?? [], kept: visit ?? null }, 1, asked);
      });
      for (const { among, withPage, behindFilters, served } of variants) {
        const productIds = withPage ? [page] : [];
        const whole = { ...wire, productIds, strategy: null, fill: true, rules: 'on' } as const;
        const question = resolveQuestion(whole, productPage, among);
        let own: readonly ServedItem[] = [];
        served.ask(target, () => {
          const answer = recommend(question, state, productPage.config, among);
          own = answer.isFallback ? [] : answer.items.filter(({ isFilled }) => !isFilled);
          return answer.items.map(({ candidate }) => candidate);
        });
        behindFilters.ask(target, () => own.map(({ candidate }) => candidate));
      }
    }
    learner.apply(eventOfClick(click));
  }
  alone.report('session alone, RSC15-100k, asked before each click');
  for (const { what, behindFilters, served } of variants) {
    behindFilters.report(`${what}: behind the filters`);
    served.report(`${what}: served`);
  }
}

/** What is the same for all questions is kept for a minute, for the sake of the time that this takes. */
const sharedMs = 60_000;

/** A shop that has these items and says nothing of them. */
function createStates(
  productIds: readonly string[],
): (nowMs: number, shards: readonly ScopeInteractions[]) => ServingState {
  const items = new Map(productIds.map((productId) => [productId, plainItem({ productId })]));
  const content = createContentIndex();
  const shared = new Map<string, { madeAtMs: number; value: unknown }>();
  return (nowMs, shards) => ({
    nowMs,
    shards,
    item: (productId) => items.get(productId),
    catalogSize: items.size,
    newest: () => [],
    content: () => content,
    once<Value>(key: string, make: () => Value): Value {
      const known = shared.get(key);
      if (known !== undefined && nowMs - known.madeAtMs < sharedMs) return known.value as Value;
      const value = make();
      shared.set(key, { madeAtMs: nowMs, value });
      return value;
    },
  });
}
