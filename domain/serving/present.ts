import type { Recommendation } from '#schemas/http/recommendations.ts';
import { numberOfPriceE4 } from '../price.ts';
import type { Reason } from '../reasons/reason.ts';
import { defaultLanguage, type Language, say } from '../reasons/say.ts';
import { strategies as registered, strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { AnswerExplanation } from './explain-answer.ts';
import { explainItem } from './explain-item.ts';
import { pinned } from './place-pins.ts';
import type { Served } from './recommend.ts';
import { roundedScore } from './rounded-score.ts';
import type { ServingState } from './serving-state.ts';

/** A longer name of a product is cut in a reason, so that this stays short. */
const mostOfName = 60;
const pinnedReason: Reason = { key: 'pinned', params: {} };

/** Items as a shop shows them, from the catalog as it is now; what has gone since is left out. Scores are scaled so that the best is 1. Reasons are written in this language. */
export function present(
  { items }: Served,
  itemOf: ServingState['item'],
  explanation: Pick<AnswerExplanation, 'ofItem'> | false,
  strategies: readonly Strategy[] = registered,
  language: Language = defaultLanguage,
): Recommendation[] {
  const best = items[0]?.candidate.score ?? 1;
  const nameOf = (productId: string) => shortened(itemOf(productId)?.name ?? productId);
  return items.flatMap((served) => {
    const {
      candidate: { productId, score, evidence },
      strategy,
      isFilled,
    } = served;
    const item = itemOf(productId);
    if (item?.available !== true) return [];
    const { rating } = item.attributes;
    const reason = strategy === pinned ? pinnedReason : strategyNamed(strategy, strategies).reason(evidence, nameOf);
    return [
      {
        productId: item.productId,
        name: item.name,
        imageUrl: item.imageUrl,
        url: item.url,
        price: numberOfPriceE4(item.priceE4),
        ...(typeof rating === 'number' ? { rating } : {}),
        score: roundedScore(score / best),
        reason: say(reason, language),
        reasonKey: reason.key,
        reasonParams: reason.params,
        ...(isFilled ? { filledFrom: strategy } : {}),
        ...(explanation === false ? {} : { explanation: explainItem(served, explanation) }),
      },
    ];
  });
}

/** Whole characters are kept, also those of two units. */
function shortened(name: string): string {
  if (name.length <= mostOfName) return name;
  return `${[...name.slice(0, 2 * mostOfName)]
    .slice(0, mostOfName - 1)
    .join('')
    .trimEnd()}…`;
}
