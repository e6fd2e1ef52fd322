import type { AnswerExplanation } from './explain-answer.ts';
import type { ServedItem } from './rank.ts';

/** The evidence behind one product, as answers carry it. */
export function explainItem(
  { candidate: { productId, score, evidence }, strategy, rules = [] }: ServedItem,
  { ofItem }: Pick<AnswerExplanation, 'ofItem'>,
) {
  const { neighbours, ...told } = ofItem.get(productId) ?? {};
  const dated = neighbours?.map(({ latestMs, ...one }) => ({
    ...one,
    latest: latestMs === null ? null : new Date(latestMs).toISOString(),
  }));
  return {
    strategy,
    score,
    ...told,
    ...(dated === undefined ? {} : { neighbours: dated }),
    ...evidence,
    rules: [...rules],
  };
}
