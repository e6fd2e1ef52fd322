import type { Exposure } from '#domain/exposures/exposure.ts';
import { exposureIdOf } from '#domain/exposures/exposure-id.ts';
import type { Explored } from '#domain/serving/explore.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import { sha256 } from '#runtime/sha256.ts';
import type { WireQuestion } from './wire-question.ts';

/** What was answered to a shopper, as it goes onto the log; null if the question names no shopper. */
export function exposureOf(answer: {
  question: ResolvedQuestion;
  asked: Pick<WireQuestion, 'strategy'>;
  served: Served;
  productIds: readonly string[];
  versions: Readonly<Record<string, string | null>>;
  /** How its order was found; null where nothing was random. */
  explored: Pick<Explored, 'exploration' | 'propensity'> | null;
  requestId: string;
  nowMs: number;
}): Exposure | null {
  const { question, asked, served, productIds, versions, explored, requestId, nowMs: servedAtMs } = answer;
  const {
    scope,
    userId,
    placementId,
    arm,
    holdout,
    productIds: context,
    exclude,
    sessionId,
    limit,
    fill,
    rules,
    context: told,
    filter,
    cart,
    like,
    unlike,
    shown,
  } = question;
  if (userId === null) return null;
  return {
    id: exposureIdOf({ scope, requestId, placementId, userId, servedAtMs }, sha256),
    scope,
    requestId,
    userId,
    servedAtMs,
    placementId,
    strategy: served.strategy,
    isFallback: served.isFallback,
    arm,
    productIds,
    // Without the shopper's id: an erasure empties this text, and finds the shopper by the field alone.
    question: JSON.stringify({
      strategy: asked.strategy ?? null,
      productIds: context,
      exclude,
      sessionId,
      limit,
      fill,
      ...(rules === 'off' ? { rules } : {}),
      ...{ context: told, filter, cart, like, unlike },
      // How many products the page showed already: which ones, the exposures before this one say.
      ...(shown === undefined ? {} : { shown: shown.length }),
      ...(holdout === null ? {} : { holdout }),
      ...(explored === null ? {} : { exploration: explored.exploration }),
    }),
    versions: JSON.stringify(versions),
    propensity: explored?.propensity ?? null,
  };
}
