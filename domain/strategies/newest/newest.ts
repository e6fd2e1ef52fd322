import { defineStrategy } from '../strategy.ts';

/** The newest products: what a shop shows while nothing has happened in it, so that a widget is never empty while the catalog has anything. */
export const newest = defineStrategy({
  name: 'newest',
  settings: {},
  defaults: {},
  seen: 'keep',
  chain: [],
  candidates: (state, { wanted }) => ({
    candidates: state
      .newest(wanted)
      .map((productId, place) => ({ productId, score: 1 / (place + 1), evidence: { kind: 'newest' } })),
  }),
  whyNone: () => ({ reason: 'catalog_empty' }),
  reason: () => ({ key: 'newest', params: {} }),
});
