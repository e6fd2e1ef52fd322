import { precedence } from '#domain/rules/precedence.ts';
import type { explainAnswer } from '#domain/serving/explain-answer.ts';
import type { Explored } from '#domain/serving/explore.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';

/** Returns what `meta` says of why an answer is as it is; `kept` is the one that the cache has, which others are shown until it ends. */
export function explanationOf(
  { strategy, unknownStrategy }: ResolvedQuestion,
  { served: { items }, explanation: { ofItem: _, ...explanation } }: ReturnType<typeof explainAnswer>,
  kept: Served | undefined,
  explored: Explored | null,
) {
  const idsOf = (served: Served['items']) => served.map(({ candidate }) => candidate.productId);
  const keptIds = idsOf(kept?.items ?? []);
  return {
    asked: unknownStrategy ?? strategy,
    ...explanation,
    kept: kept === undefined ? null : { isSame: keptIds.join('\n') === idsOf(items).join('\n'), productIds: keptIds },
    exploration:
      explored === null
        ? null
        : { share: explored.exploration.share, isExplored: explored.isDrawn, propensity: explored.propensity },
    precedence,
  };
}
