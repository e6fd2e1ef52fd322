import type { RulesInForce } from '../rules/rules-in-force.ts';
import type { Worth } from '../strategies/worth.ts';
import type { Filters } from './filter-candidates.ts';
import type { ServingState } from './serving-state.ts';

/** What products are worth by those rules that say the same of them for all questions, but for what one question leaves out. They say it until the catalog has another value of a product; where ages are counted, for an hour. */
export const worthOf = (
  { verdictOf }: Pick<RulesInForce, 'verdictOf'>,
  { item }: Pick<ServingState, 'item'>,
  { leftOut }: Pick<Filters, 'leftOut'>,
): Worth => ({
  of: verdictOf,
  leftOut,
  factorOf(productId) {
    const found = item(productId);
    if (found?.available !== true) return 0;
    const { excludedBy, narrowedBy, factor } = verdictOf(found);
    return excludedBy === null && narrowedBy === null ? factor : 0;
  },
});
