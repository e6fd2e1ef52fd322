import { defineStrategy } from '../strategy.ts';
import { type BoughtBefore, recommendBuyAgain } from './recommend-buy-again.ts';

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
  reason({ purchases, lastDay, dueDay }: BoughtBefore, _nameOf) {
    if (dueDay === null) return { key: 'bought_before', params: { purchases, lastDay } };
    return { key: 'bought_before_due', params: { purchases, lastDay, dueDay } };
  },
});
