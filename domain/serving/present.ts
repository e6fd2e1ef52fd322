import type { Recommendation } from '#schemas/http/recommendations.ts';
import { numberOfPriceE4 } from '../price.ts';
import { strategies as registered, strategyNamed } from '../strategies/index.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { pinned } from './place-pins.ts';
import type { Served } from './recommend.ts';
import type { ServingState } from './serving-state.ts';

/** Items as a shop shows them, from the catalog as it is now; what has gone since is left out. Scores are scaled so that the best is 1. */
export function present(
  { items }: Served,
  itemOf: ServingState['item'],
  isExplained: boolean,
  strategies: readonly Strategy[] = registered,
): Recommendation[] {
  const best = items[0]?.candidate.score ?? 1;
  const nameOf = (productId: string) => itemOf(productId)?.name ?? productId;
  return items.flatMap(({ candidate: { productId, score, evidence }, strategy, isFilled, rules = [] }) => {
    const item = itemOf(productId);
    if (item?.available !== true) return [];
    return [
      {
        productId: item.productId,
        name: item.name,
        imageUrl: item.imageUrl,
        url: item.url,
        price: numberOfPriceE4(item.priceE4),
        score: Math.round((score / best) * 10_000) / 10_000,
        reason:
          strategy === pinned ? 'Chosen by the shop' : strategyNamed(strategy, strategies).reason(evidence, nameOf),
        ...(isFilled ? { filledFrom: strategy } : {}),
        ...(isExplained ? { explanation: { score, ...evidence, rules } } : {}),
      },
    ];
  });
}
