import { defineStrategy } from '../strategy.ts';

/** The products that the shopper, or this visit, touched last, the last one first. */
export const recentlyViewed = defineStrategy({
  name: 'recently_viewed',
  settings: {},
  defaults: {},
  seen: 'keep',
  chain: ['trending'],
  candidates: (_state, { history, wanted }) => ({
    candidates: history
      .slice(-wanted)
      .toReversed()
      .map((productId, place) => ({ productId, score: 1 / (place + 1), evidence: { kind: 'recently_viewed' } })),
  }),
  whyNone: () => ({ reason: 'nothing_to_go_by' }),
  reason: () => ({ key: 'recently_viewed', params: {} }),
});
