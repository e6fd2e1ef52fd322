import { createHmac } from 'node:crypto';
import type { Tenant } from '#domain/access/tenant.ts';
import { createTrackingToken, trackingTokenMs } from '#domain/access/tracking-token.ts';
import { numberOfPriceE4 } from '#domain/price.ts';
import type { Scope } from '#domain/scope.ts';
import { reasonOf, windowText } from '#domain/serving/reason.ts';
import { recommend, type Served, type ServingQuestion, type ServingState } from '#domain/serving/recommend.ts';
import type { StrategyName } from '#domain/strategies/strategy.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';
import type { AnswerCache, Asked } from '#stores/answers/answer-cache.ts';
import type { LiveModels } from '../../live-models/open-live-models.ts';
import { createServingStates } from '../../live-models/serving-states.ts';

export type WireQuestion = {
  userId?: string;
  limit?: number;
  strategy?: StrategyName;
  productId?: string[];
  placementId?: string;
  exclude?: string[];
  sessionId?: string;
  fill?: boolean;
  explain?: boolean;
};

export type Answer = { data: Recommendation[]; meta: Record<string, unknown> };
export type Answerer = (
  tenant: Tenant,
  scope: Scope,
  question: WireQuestion,
  requestId: string,
) => Answer | Promise<Answer>;

/**
 * Answers questions from the models in memory. An answer is used again within the tenant's `cacheTtlSeconds`, unless the user acted,
 * the catalog or the configuration changed; names, prices and availability are read anew for each answer. At once, unless the cache
 * is one that has to be waited for, or the scope is parked.
 */
export function createAnswerer(deps: {
  models: LiveModels;
  cache: AnswerCache;
  metrics: Metrics;
  trackingSecret: string;
  now: () => number;
}): Answerer {
  const { models, cache, metrics, now } = deps;
  const states = createServingStates(models);
  const sign = (text: string) => createHmac('sha256', deps.trackingSecret).update(text).digest('base64url');

  return (tenant, scope, wire, requestId) => {
    const nowMs = now();
    const question: ServingQuestion = {
      scope,
      userId: wire.userId ?? null,
      sessionId: wire.sessionId ?? null,
      productIds: wire.productId ?? [],
      exclude: wire.exclude ?? [],
      limit: wire.limit ?? 8,
      strategy: wire.strategy ?? tenant.config.defaultStrategy,
      fill: wire.fill ?? true,
    };
    const answerFrom = (state: ServingState): Answer | Promise<Answer> => {
      // What the answer is a function of, told by positions: they mean the same in every process, whenever that started.
      const stamp = `${actsOf(state, question.userId)} ${models.catalogPosition(scope)} ${tenant.updatedAt.getTime()}`;
      const asked: Asked = { question, text: JSON.stringify(question) };

      const compute = (): Served => {
        const startedAt = performance.now();
        const served = recommend(question, state);
        metrics.recommendationLatencyMs.observe(performance.now() - startedAt);
        cache.keep(asked, stamp, served, nowMs, tenant.config.cacheTtlSeconds * 1000);
        return served;
      };
      const answerWith = (known: Served | undefined): Answer => {
        metrics.countQuestion(known !== undefined);
        const served = known ?? compute();
        const placementId = wire.placementId ?? 'default';
        const data = present(served, state.item, wire.explain === true);
        return {
          data,
          meta: {
            strategy: served.strategy,
            isFallback: served.isFallback,
            cached: known !== undefined,
            placementId,
            modelVersion: String(models.version(scope)),
            trackingToken: createTrackingToken(
              {
                scope,
                userId: question.userId,
                placementId,
                strategy: served.strategy,
                arm: null,
                productIds: data.map(({ productId }) => productId),
                requestId,
                expiresAtMs: nowMs + trackingTokenMs,
              },
              sign,
            ),
            ...(served.filledFrom === null ? {} : { filledFrom: served.filledFrom }),
            ...(served.windowMs === undefined ? {} : { window: windowText(served.windowMs) }),
            ...(wire.explain === true ? { explanation: { asked: question.strategy, filtered: served.filtered } } : {}),
          },
        };
      };
      const found = cache.find(asked, stamp, nowMs);
      return found instanceof Promise ? found.then(answerWith) : answerWith(found);
    };
    const state = states.of(tenant, scope, nowMs);
    return state instanceof Promise ? state.then(answerFrom) : answerFrom(state);
  };
}

/** Changes with each event of the shopper that carries a weight; the same text in every process. */
function actsOf({ shards }: ServingState, userId: string | null): string {
  if (userId === null) return '';
  for (const { shoppers } of shards) {
    const slot = shoppers.find(userId);
    if (slot >= 0) return `${shoppers.totalOf(slot)}/${shoppers.sessionOf(slot).lastMs}`;
  }
  return '';
}

/** Items as a shop shows them, from the catalog as it is now; what has gone since is left out. */
function present(
  served: Served,
  itemOf: (productId: string) => ReturnType<LiveModels['catalog']['get']>,
  isExplained: boolean,
): Recommendation[] {
  const best = served.items[0]?.candidate.score ?? 1;
  const nameOf = (productId: string) => itemOf(productId)?.name ?? productId;
  return served.items.flatMap(({ candidate, filledFrom }) => {
    const item = itemOf(candidate.productId);
    if (item?.available !== true) return [];
    return [
      {
        productId: item.productId,
        name: item.name,
        imageUrl: item.imageUrl,
        url: item.url,
        price: numberOfPriceE4(item.priceE4),
        score: Math.round((candidate.score / best) * 10_000) / 10_000,
        reason: reasonOf(candidate.evidence, nameOf),
        ...(filledFrom === null ? {} : { filledFrom }),
        ...(isExplained ? { explanation: { score: candidate.score, ...candidate.evidence } } : {}),
      },
    ];
  });
}
