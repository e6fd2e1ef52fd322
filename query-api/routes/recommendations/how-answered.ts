import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';
import { windowText } from '#domain/strategies/trending/window-text.ts';

/** What `meta` says of how an answer came about, even if it was computed earlier. */
export function howAnswered({ placementId, arm, holdout, rules, unknownStrategy }: ResolvedQuestion, served: Served) {
  const { strategy, isFallback, filledFrom, windowMs } = served;
  return {
    strategy,
    isFallback,
    placementId,
    ...(rules === 'off' ? { rules } : {}),
    ...(arm === null ? {} : { experiment: { id: arm.experimentId, variant: arm.variant } }),
    ...(holdout === null ? {} : { holdout: true }),
    ...(unknownStrategy === null ? {} : { unknownStrategy }),
    ...(filledFrom === null ? {} : { filledFrom }),
    ...(windowMs === undefined ? {} : { window: windowText(windowMs) }),
  };
}
