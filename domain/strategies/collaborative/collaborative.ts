import { atLeastZero } from '#schemas/http/fields.ts';
import type { Found } from '../found.ts';
import { mostRanked } from '../histories/rank-by-histories.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { learntTerms } from '../session/learnt-terms.ts';
import { defineStrategy, type StrategyQuestion, type StrategyState } from '../strategy.ts';
import { explainCollaborative } from './explain-collaborative.ts';
import { findSimilarChoices, type SimilarChoices } from './recommend-collaborative.ts';
import type { SimilarShoppers } from './similar-shoppers.ts';

/** Events with a weight below which a shopper is too new to be compared with others. */
const leastEvents = 5;

/** What shoppers with a similar visit or history chose. */
export const collaborative = defineStrategy({
  name: 'collaborative',
  settings: {
    minUsers: atLeastZero(
      'Shoppers with enough events that the tenant must have; 0: it answers as soon as a visit or a shopper votes.',
      'Active shoppers needed',
    ),
    minEventsPerUser: atLeastZero(
      'Weighted events a shopper must have to count among them.',
      'Events that make a shopper active',
    ),
    minUserWeight: atLeastZero('Weighted events the asking shopper must have.', 'Events of the shopper needed'),
  },
  defaults: { minUsers: 0, minEventsPerUser: 5, minUserWeight: 5 },
  seen: 'drop',
  chain: ['content_based', 'trending'],
  standIns: (shopper) => ((shopper?.events ?? 0) < leastEvents ? ['trending'] : ['content_based', 'trending']),
  candidates(state, { shopper, history, visit, wanted }, settings) {
    const isReady =
      isKnown(shopper, settings.minUserWeight) &&
      countActiveShoppers(state, settings.minEventsPerUser) >= settings.minUsers;
    const choices = isReady ? findSimilarChoices(state.shards, history, visit.products) : null;
    return choices === null ? { candidates: [], hasMore: false } : foundAmong(choices, wanted);
  },
  explain: ({ shards }, { history, visit, wanted }, _settings, candidates) =>
    explainCollaborative(shards, history, candidates, { visit: visit.products, wanted }),
  whyNone(state, { shopper }, { minUsers, minEventsPerUser, minUserWeight }) {
    if (shopper === undefined) return { reason: 'unknown_shopper' };
    const events = Math.min(leastEvents, minUserWeight);
    const below = (setting: string, has: number, needs: number) =>
      ({ reason: 'below_minimum', setting, has, needs }) as const;
    if (shopper.events < events) return below('minUserWeight', shopper.events, events);
    if (shopper.weight < minUserWeight) return below('minUserWeight', shopper.weight, minUserWeight);
    const active = countActiveShoppers(state, minEventsPerUser);
    return active < minUsers ? below('minUsers', active, minUsers) : { reason: 'no_evidence' };
  },
  weights: ({ shards }) => ({
    version: String(learntTerms(shards.map(({ repeats }) => repeats)).version),
    asOfMs: null,
  }),
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

/** Products that only many more candidates would name are left out at first. */
function foundAmong(choices: SimilarChoices, wanted: number): Found<SimilarShoppers> {
  const found = { candidates: choices.best(wanted), more: (more: number) => foundAmong(choices, more) };
  // Once more are wanted, all that there is is read.
  if (wanted > mostAskedAtFirst) return found;
  return { ...found, hasMore: choices.isCut || choices.countOf(wanted) >= Math.min(wanted, mostRanked) };
}

function isKnown(shopper: StrategyQuestion['shopper'], minUserWeight: number): boolean {
  return (
    shopper !== undefined && shopper.events >= Math.min(leastEvents, minUserWeight) && shopper.weight >= minUserWeight
  );
}

const countActiveShoppers = ({ shards }: StrategyState, minEvents: number): number =>
  shards.reduce((sum, { shoppers }) => sum + shoppers.withEvents(minEvents), 0);
