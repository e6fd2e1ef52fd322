import { defineStrategy } from '../strategy.ts';
import { type BoughtBefore, frequencyOf, recommendBuyAgain } from './recommend-buy-again.ts';

/** What the shopper buys again and again; nothing but what the shopper bought, even if the tenant leaves such products out elsewhere. */
export const buyAgain = defineStrategy({
  name: 'buy_again',
  settings: {},
  defaults: {},
  seen: 'keep',
  purchased: 'keep',
  chain: ['trending'],
  candidates: ({ shards, nowMs }, { shopper, wanted }) => ({
    candidates: recommendBuyAgain(shards, shopper?.bought() ?? [], nowMs, wanted),
  }),
  /** Part `frequency` is of the shopper's own purchases, `popularity` what all orders add. */
  explain({ nowMs }, { shopper }, _settings, candidates) {
    const daysOf = Map.groupBy(shopper?.bought() ?? [], ({ productId }) => productId);
    return candidates.map(({ productId, score }) => {
      const frequency = frequencyOf(
        (daysOf.get(productId) ?? []).map(({ day }) => day),
        nowMs,
      );
      return {
        parts: [
          { name: 'frequency', value: frequency },
          { name: 'popularity', value: score - frequency },
        ],
      };
    });
  },
  whyNone: (_state, { shopper }) => ({ reason: shopper === undefined ? 'unknown_shopper' : 'nothing_to_go_by' }),
  reason({ purchases, lastDay, dueDay, isOverdue }: BoughtBefore, _nameOf) {
    if (dueDay === null) return { key: 'bought_before', params: { purchases, lastDay } };
    return { key: isOverdue ? 'bought_before_overdue' : 'bought_before_due', params: { purchases, lastDay, dueDay } };
  },
});
