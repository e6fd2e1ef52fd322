import type { TenantConfig } from '../access/tenant.ts';
import type { StrategyQuestion } from '../strategies/strategy.ts';
import { findShopper, type Shopper } from './find-shopper.ts';
import { findVisit } from './find-visit.ts';
import type { AskedQuestion } from './resolve-question.ts';
import type { ServingState } from './serving-state.ts';

/** The shopper as the models know them, and what strategies go by: the same whatever the strategy, the limit and the rules are. */
export type WhoAsks = { shopper: Shopper | undefined; asked: Omit<StrategyQuestion, 'wanted'> };

/**
 * Finds the shopper and the visit, and puts together what strategies go by: the shopper's own products, those of the visit, those that the question likes, its cart, its
 * page; each once, at its last place, and none that it unlikes. What is liked and not unliked counts as a view each, of a shopper who is not known too.
 */
export function whoAsks(
  question: AskedQuestion,
  state: Pick<ServingState, 'shards' | 'nowMs'>,
  { requireUserHash }: Pick<TenantConfig, 'requireUserHash'>,
): WhoAsks {
  const { userId, productIds, cart = [], like = [], unlike = [] } = question;
  const shopper = findShopper(state.shards, userId);
  // A tenant that demands a hash of who is named answers nobody about a visit by its id alone, and joins none to theirs.
  const isHidden = userId === null && requireUserHash;
  const visit = isHidden ? undefined : findVisit(state.shards, question, state.nowMs, !requireUserHash);
  const unliked = new Set(unlike);
  const goBy = (products: readonly string[]) =>
    unliked.size === 0 ? products : products.filter((productId) => !unliked.has(productId));
  const liked = goBy(distinct(like)).length;
  const named = [...like, ...cart.map(({ productId }) => productId), ...productIds];
  const ofVisit = goBy(distinct([...(visit?.products ?? []), ...named]));
  return {
    shopper,
    asked: {
      shopper: liked === 0 ? shopper : withLiked(shopper, liked),
      history: distinct([...goBy(shopper?.products ?? []), ...ofVisit]),
      visit: { products: ofVisit, kept: visit ?? null },
      productIds: goBy(distinct(named)),
    },
  };
}

const withLiked = (shopper: Shopper | undefined, liked: number): StrategyQuestion['shopper'] => ({
  events: (shopper?.events ?? 0) + liked,
  weight: (shopper?.weight ?? 0) + liked,
  bought: () => shopper?.bought() ?? [],
});

/** Each product once, at its last place. */
const distinct = (products: readonly string[]): string[] => [...new Set(products.toReversed())].reverse();
