import { atLeastZero } from '#schemas/http/fields.ts';
import type { Found } from '../found.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { defineStrategy, type StrategyState } from '../strategy.ts';
import type { BoughtTogether } from './bought-together.ts';
import { explainBoughtTogether } from './explain-bought-together.ts';
import { type BoughtWithCart, findBoughtTogether } from './recommend-bought-together.ts';

/** What is in the orders that are most like the page or the cart. A pair that enough orders hold is evidence, so a young shop needs no number of orders. */
export const frequentlyBoughtTogether = defineStrategy({
  name: 'frequently_bought_together',
  settings: {
    minOrders: atLeastZero('Orders of two or more products the tenant must have.', 'Orders needed'),
    minSupport: atLeastZero('Orders that must hold both products of a pair.', 'Orders of a pair needed'),
  },
  defaults: { minOrders: 0, minSupport: 2 },
  seen: 'keep',
  chain: ['content_based', 'trending'],
  candidates(state, { productIds, wanted }, { minOrders, minSupport }) {
    const isReady = ordersOfSeveral(state) >= minOrders;
    const found = isReady ? findBoughtTogether(state.shards, productIds, minSupport) : null;
    return found === null ? { candidates: [] } : foundAmong(found, wanted);
  },
  explain: ({ shards }, { productIds }, _settings, candidates) => explainBoughtTogether(shards, productIds, candidates),
  whyNone(state, { productIds }, { minOrders, minSupport }) {
    if (productIds.length === 0) return { reason: 'nothing_to_go_by' };
    const below = (setting: string, has: number, needs: number) =>
      ({ reason: 'below_minimum', setting, has, needs }) as const;
    const orders = ordersOfSeveral(state);
    if (orders < minOrders) return below('minOrders', orders, minOrders);
    const [best] = findBoughtTogether(state.shards, productIds, 1)?.best(1) ?? [];
    return best === undefined ? { reason: 'no_evidence' } : below('minSupport', best.evidence.orders, minSupport);
  },
  reason: ({ anchorProductId, orders, anchorOrders }: BoughtTogether, nameOf) => ({
    key: 'bought_together',
    params: { product: nameOf(anchorProductId), orders, anchorOrders },
  }),
});

const ordersOfSeveral = ({ shards }: StrategyState): number =>
  shards.reduce((sum, { baskets }) => sum + baskets.ordersOfSeveral, 0);

const foundAmong = (found: BoughtWithCart, wanted: number): Found<BoughtTogether> => ({
  candidates: found.best(wanted),
  ...(found.isCut && wanted <= mostAskedAtFirst ? { hasMore: true } : {}),
  more: (more) => foundAmong(found, more),
});
