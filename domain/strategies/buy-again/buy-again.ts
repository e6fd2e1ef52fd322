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
    const bought = purchases === 1 ? `Bought on ${lastDay}` : `Bought ${purchases} times, last on ${lastDay}`;
    return dueDay === null ? bought : `${bought}; due about ${dueDay}`;
  },
});
