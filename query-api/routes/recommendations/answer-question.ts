import type { Tenant } from '#domain/access/tenant.ts';
import { createTrackingToken, trackingTokenMs } from '#domain/access/tracking-token.ts';
import type { Exposure } from '#domain/exposures/exposure.ts';
import { firstVisitsOf } from '#domain/interactions/first-visits.ts';
import { languageOf } from '#domain/reasons/language-of.ts';
import { noPlan } from '#domain/rules/compile-rules.ts';
import type { Scope } from '#domain/scope.ts';
import { explainAnswer } from '#domain/serving/explain-answer.ts';
import { present } from '#domain/serving/present.ts';
import { recommend, type Served } from '#domain/serving/recommend.ts';
import { type ResolvedQuestion, resolveQuestion } from '#domain/serving/resolve-question.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import type { SharedWork } from '#domain/serving/shared-work.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { sha256Text } from '#runtime/sha256.ts';
import { createTrackingSignature } from '#runtime/tracking-signature.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';
import type { AnswerCache, Asked } from '#stores/answers/answer-cache.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';
import { createServingStates } from '../../live-models/serving-states.ts';
import { explanationOf } from './explanation-of.ts';
import { exploreAnswer } from './explore-answer.ts';
import { exposureOf } from './exposure-of.ts';
import { howAnswered } from './how-answered.ts';
import { askInAHurry, hurriedMeta, mayHurry } from './in-a-hurry.ts';
import { createPages, type Pages } from './pages.ts';
import { type PlacementControl, placementAt } from './placement-at.ts';
import { actsOf } from './positions-of.ts';
import { createRulePlans } from './rule-plans.ts';
import { ruleStampOf } from './rule-stamp.ts';
import { rulesOfQuestion } from './rules-of-question.ts';
import { computedFrom, createCatalogVersions, isoOf, latestOf, rulesVersionOf } from './versions-of.ts';
import { askedQuestion, type WireQuestion } from './wire-question.ts';

export type Answer = {
  data: Recommendation[];
  meta: Record<string, unknown>;
  /** What is recorded if this is shown to the shopper; null if none was named. */
  exposure: Exposure | null;
};
/** What a question has in common with those that were asked before it in one call: marks of products that are shown already (`AskedQuestion.shown`), and work. */
export type PageSoFar = { shown: readonly string[]; share: SharedWork };
export type Answerer = (
  tenant: Tenant,
  scope: Scope,
  question: WireQuestion,
  requestId: string,
  /** The header, which decides if the question names no `locale`. */
  acceptLanguage?: string,
  page?: PageSoFar,
  /** There is no time for an answer that costs much: one that is kept is given, else one of a cheaper strategy, and `meta.degraded` says so. */
  isHurried?: boolean,
) => Answer | Promise<Answer>;

/**
 * Creates a function that answers questions from the models in memory. An answer is used again within the tenant's `cacheTtlSeconds`, unless the user acted,
 * a product had one of its first visits, the catalog, the configuration or the rules that hold changed; names, prices and availability are read anew for each answer. At once, unless the cache
 * is one that has to be waited for, or the scope is parked.
 */
export function createAnswerer(deps: {
  models: LiveModels;
  cache: AnswerCache;
  metrics: Metrics;
  trackingSecret: string;
  now: () => number;
  /** Control data that decides answers. */
  control: PlacementControl;
  /** The strategies that can be asked for; those of the registry if left out. */
  strategies?: readonly Strategy[];
}): Answerer {
  const { models, cache, metrics, now, control, strategies = registered } = deps;
  // Instances of two releases may share the cache: neither presents what only the other can give a reason for.
  const strategyNames = strategies.map(({ name }) => name).join();
  const states = createServingStates(models);
  const plans = createRulePlans(control);
  const signature = createTrackingSignature(deps.trackingSecret);
  const { sign } = signature;
  const pagesOf = createPages(signature);
  const catalogVersionOf = createCatalogVersions();

  const tokenOf = (
    { scope, userId, placementId, arm }: ResolvedQuestion,
    { strategy }: Served,
    productIds: readonly string[],
    exposure: Exposure | null,
    expiresAtMs: number,
  ): string => {
    const exposureId = exposure?.id ?? null;
    return createTrackingToken(
      { scope, userId, placementId, strategy, arm, productIds, exposureId, expiresAtMs },
      sign,
    );
  };

  type Asking = {
    tenant: Tenant;
    scope: Scope;
    requestId: string;
    acceptLanguage: string | undefined;
    page: PageSoFar | undefined;
    /** Of the question as it was sent. */
    pages: Pages;
    nowMs: number;
  };
  /** `isDegraded`: `wire` is asked in place of what was sent. */
  const answerTo = (
    asking: Asking,
    wire: WireQuestion,
    { isHurried, isDegraded }: { isHurried: boolean; isDegraded: boolean },
  ): Answer | Promise<Answer> => {
    const { tenant, scope, requestId, acceptLanguage, page, pages, nowMs } = asking;
    const shown = [...pages.shown, ...(page?.shown ?? [])];
    const wanted = askedQuestion(scope, wire, shown, tenant.config.placeholderUserIds);
    const { tenantId } = tenant;
    const { placementId } = wanted;
    const plan = wanted.rules === 'off' ? noPlan : plans.of(tenantId, placementId);
    const { placement, widget } = placementAt(control, tenant, placementId, plan);
    const { config } = placement;
    const answerFrom = (found: ServingState): Answer | Promise<Answer> => {
      const rules = rulesOfQuestion(placement.rules, wanted, found);
      const question = resolveQuestion(wanted, placement, strategies, rules.strategies);
      const catalogPosition = models.catalogPosition(scope);
      const positions = `${actsOf(found, question)} ${firstVisitsOf(found.shards)} ${catalogPosition} ${placement.version}`;
      // The answer is a function of these. They are positions, which mean the same in every process, whenever it started.
      const stamp = `${positions} ${strategyNames} ${ruleStampOf(rules, found, wanted.userId)}`;
      const state = page === undefined ? found : { ...found, share: sharedAt(page, `${scope} ${positions}`) };
      const key: Asked = { question, text: shortened(JSON.stringify(question)) };

      const fromNow = (served: Served) => ({
        ...computedFrom(served, question.blend, state, models.version(scope), strategies),
        // Of answers to nobody known nothing is recorded.
        ...(wanted.userId === null ? {} : { events: models.eventsPosition() }),
      });
      const compute = (): Served => {
        const startedAt = performance.now();
        const answered = recommend(question, state, config, strategies, rules);
        metrics.recommendationLatencyMs.observe(performance.now() - startedAt);
        const served = { ...answered, computedFrom: fromNow(answered) };
        if (config.cacheTtlSeconds > 0) cache.keep(key, stamp, served, nowMs, config.cacheTtlSeconds * 1000);
        return served;
      };
      const answerWith = (kept: Served | undefined): Answer | Promise<Answer> => {
        if (isHurried && kept === undefined && mayHurry(question, wire)) {
          metrics.answersDegraded.inc();
          return answerTo(asking, askInAHurry(wire), { isHurried: false, isDegraded: true });
        }
        // What is explained is what the models say now: of an answer that was computed earlier the evidence may have changed.
        const explained = wire.explain === true ? explainAnswer(question, state, config, strategies, rules) : undefined;
        const known = explained === undefined ? kept : undefined;
        metrics.countQuestion(known !== undefined);
        const answered = explained?.served ?? known ?? compute();
        // Behind the cache, which keeps the order of the models.
        const explored = exploreAnswer(answered, question, placement, { requestId, nowMs }, state.item);
        const served = explored === null ? answered : { ...answered, items: explored.items };
        const locale = languageOf(wire.locale, acceptLanguage);
        const data = present(served, state.item, explained?.explanation ?? false, strategies, locale);
        const productIds = data.map(({ productId }) => productId);
        const { model, weights, events } = served.computedFrom ?? fromNow(served);
        const recorded = {
          model: model.version,
          weights: weights.version,
          ...(events === undefined ? {} : { events }),
          catalog: catalogPosition,
          configuration: placement.version,
          rules: rules.version,
        };
        const exposure = exposureOf({
          question,
          asked: wire,
          served,
          productIds,
          versions: recorded,
          explored,
          requestId,
          nowMs,
        });
        const ofRules = rulesVersionOf(
          rules,
          ['*', placementId].map((place) => control.rulesAt(tenantId, place)),
        );
        const versions = {
          ...{
            model,
            weights,
            catalog: { version: catalogVersionOf(catalogPosition), asOf: isoOf(models.catalogChangedAtMs(scope)) },
          },
          configuration: { version: placement.version, asOf: latestOf([tenant, widget]) },
          ...(ofRules === undefined ? {} : { rules: ofRules }),
        };
        const meta = {
          ...howAnswered(question, served),
          ...(isDegraded ? hurriedMeta : {}),
          ...(explained === undefined ? {} : { explanation: explanationOf(question, explained, kept, explored) }),
          locale,
          ...(rules.version === null ? {} : { rulesVersion: rules.version }),
          cached: known !== undefined,
          nextPage: pages.next(question, served, productIds),
          modelVersion: model.version,
          versions,
          trackingToken: tokenOf(question, served, productIds, exposure, nowMs + trackingTokenMs),
        };
        return { data, meta, exposure };
      };
      const kept = cache.find(key, stamp, nowMs);
      return kept instanceof Promise ? kept.then(answerWith) : answerWith(kept);
    };
    const state = states.of(scope, nowMs);
    return state instanceof Promise ? state.then(answerFrom) : answerFrom(state);
  };

  return (tenant, scope, wire, requestId, acceptLanguage, page, isHurried = false) =>
    answerTo({ tenant, scope, requestId, acceptLanguage, page, pages: pagesOf(scope, wire), nowMs: now() }, wire, {
      isHurried,
      isDegraded: false,
    });
}

/** Others have their turns between the questions of a page: what was made at other positions is not used. */
const sharedAt =
  ({ share }: PageSoFar, positions: string): SharedWork =>
  (key, make) =>
    share(`${positions} ${key}`, make);

/** A text of a question that is longer is kept by its hash: it may have thousands of ids, and a cache many thousand texts. */
const longestText = 1_024;
const shortened = (text: string): string => (text.length > longestText ? sha256Text(text) : text);
