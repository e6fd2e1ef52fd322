import type { Candidate } from '../strategies/candidate.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { Shopper } from './find-shopper.ts';
import type { ResolvedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';

/** How many candidates each filter took out. */
export type Filtered = { unavailable: number; seen: number; purchased: number; excluded: number };

/** What may not be answered to one question. */
export type Filters = {
  readonly filtered: Filtered;
  /** Those that may be answered, in their order. */
  keep(candidates: readonly Candidate[], of: Pick<Strategy, 'seen' | 'purchased'>): Candidate[];
};

/** Takes out what is not to be had, what the question excludes, what was bought, and what was seen, counted under the first that holds. */
export function createFilters(
  question: ResolvedQuestion,
  shopper: Shopper | undefined,
  item: ServingState['item'],
  excludePurchased: boolean,
): Filters {
  const excluded = new Set([...question.exclude, ...question.productIds]);
  const purchased = new Set(excludePurchased ? shopper?.purchases() : []);
  const known = new Set(shopper?.products);
  const filtered = { unavailable: 0, seen: 0, purchased: 0, excluded: 0 };
  const filterOf = (productId: string, of: Pick<Strategy, 'seen' | 'purchased'>): keyof Filtered | null => {
    if (item(productId)?.available !== true) return 'unavailable';
    if (excluded.has(productId)) return 'excluded';
    if (of.purchased !== 'keep' && purchased.has(productId)) return 'purchased';
    return of.seen === 'drop' && known.has(productId) ? 'seen' : null;
  };
  return {
    filtered,
    keep: (candidates, of) =>
      candidates.filter(({ productId }) => {
        const filter = filterOf(productId, of);
        if (filter !== null) filtered[filter] += 1;
        return filter === null;
      }),
  };
}
