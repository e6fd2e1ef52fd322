import { atLeastZero } from '#schemas/http/fields.ts';
import { defineStrategy, type StrategyQuestion, type StrategyState } from '../strategy.ts';
import { recommendCollaborative, type SimilarShoppers } from './recommend-collaborative.ts';

/** Events with a weight below which a shopper is too new to be compared with others. */
const leastEvents = 5;

/** What shoppers with a similar visit or history chose. */
export const collaborative = defineStrategy({
  name: 'collaborative',
  settings: {
    minUsers: atLeastZero(
      'Shoppers with enough events that the tenant must have; 0: it answers as soon as a visit or a shopper votes.',
    ),
    minEventsPerUser: atLeastZero('Weighted events a shopper must have to count among them.'),
    minUserWeight: atLeastZero('Weighted events the asking shopper must have.'),
  },
  defaults: { minUsers: 0, minEventsPerUser: 5, minUserWeight: 5 },
  seen: 'drop',
  chain: ['content_based', 'trending'],
  standIns: (shopper) => ((shopper?.events ?? 0) < leastEvents ? ['trending'] : ['content_based', 'trending']),
  candidates(state, { shopper, history, wanted }, settings) {
    const isReady = isKnown(shopper, settings.minUserWeight) && hasActiveShoppers(state, settings);
    return { candidates: isReady ? recommendCollaborative(state.shards, history, wanted) : [] };
  },
  reason({ neighbours, of, anchorProductId }: SimilarShoppers, nameOf) {
    if (anchorProductId === null)
      return of === 'visits'
        ? { key: 'chosen_in_visits', params: { visits: neighbours } }
        : { key: 'chosen_by_shoppers', params: { shoppers: neighbours } };
    const product = nameOf(anchorProductId);
    return of === 'visits'
      ? { key: 'chosen_in_visits_with', params: { visits: neighbours, product } }
      : { key: 'chosen_by_shoppers_with', params: { shoppers: neighbours, product } };
  },
});

function isKnown(shopper: StrategyQuestion['shopper'], minUserWeight: number): boolean {
  return (
    shopper !== undefined && shopper.events >= Math.min(leastEvents, minUserWeight) && shopper.weight >= minUserWeight
  );
}

function hasActiveShoppers(
  { shards }: StrategyState,
  { minUsers, minEventsPerUser }: { minUsers: number; minEventsPerUser: number },
): boolean {
  return shards.reduce((sum, { shoppers }) => sum + shoppers.withEvents(minEventsPerUser), 0) >= minUsers;
}
