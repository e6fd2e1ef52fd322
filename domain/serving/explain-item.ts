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
  // `collaborative` counts under the name that the list has; answers that Redis keeps have it so.
  const { neighbours: sharing, ...counted } = evidence;
  return {
    strategy,
    score,
    ...told,
    ...(dated === undefined ? {} : { neighbours: dated }),
    ...counted,
    ...(typeof sharing === 'number' ? { sharing } : {}),
    rules: [...rules],
  };
}
