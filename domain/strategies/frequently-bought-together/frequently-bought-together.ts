import { atLeastZero } from '#schemas/http/fields.ts';
import { defineStrategy, type StrategyState } from '../strategy.ts';
import type { BoughtTogether } from './bought-together.ts';
import { recommendBoughtTogether } from './recommend-bought-together.ts';

/** What is in the orders that are most like the page or the cart. A pair that enough orders hold is evidence, so a young shop needs no number of orders. */
export const frequentlyBoughtTogether = defineStrategy({
  name: 'frequently_bought_together',
  settings: {
    minOrders: atLeastZero('Orders of two or more products the tenant must have.'),
    minSupport: atLeastZero('Orders that must hold both products of a pair.'),
  },
  defaults: { minOrders: 0, minSupport: 2 },
  seen: 'keep',
  chain: ['content_based', 'trending'],
  candidates(state, { productIds, wanted }, { minOrders, minSupport }) {
    const isReady = ordersOfSeveral(state) >= minOrders;
    return { candidates: isReady ? recommendBoughtTogether(state.shards, productIds, minSupport, wanted) : [] };
  },
  reason: ({ anchorProductId, orders, anchorOrders }: BoughtTogether, nameOf) => ({
    key: 'bought_together',
    params: { product: nameOf(anchorProductId), orders, anchorOrders },
  }),
});

const ordersOfSeveral = ({ shards }: StrategyState): number =>
  shards.reduce((sum, { baskets }) => sum + baskets.ordersOfSeveral, 0);
