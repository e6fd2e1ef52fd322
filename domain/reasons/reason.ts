/**
 * What each reason tells, by its key. Texts are written for a key in each language (`en.ts`, `de.ts`) and name the same parameters. `product` is the name of a product that the
 * shopper touched, or that the question names; days are `2026-11-29`, in UTC; all others are whole numbers.
 */
type ReasonParams = {
  similar_visits: { visits: number; product: string };
  from_visit: Record<never, never>;
  chosen_in_visits: { visits: number };
  chosen_in_visits_with: { visits: number; product: string };
  chosen_by_shoppers: { shoppers: number };
  chosen_by_shoppers_with: { shoppers: number; product: string };
  similar_words: { product: string; terms: readonly string[] };
  same_category: { product: string };
  similar_product: { product: string };
  bought_together: { product: string; orders: number; anchorOrders: number };
  trending_hours: { interactions: number; hours: number };
  trending_days: { interactions: number; days: number };
  trending_ever: { interactions: number };
  recently_viewed: Record<never, never>;
  bought_before: { purchases: number; lastDay: string };
  bought_before_due: { purchases: number; lastDay: string; dueDay: string };
  bought_before_overdue: { purchases: number; lastDay: string; dueDay: string };
  newest: Record<never, never>;
  pinned: Record<never, never>;
};

export type ReasonKey = keyof ReasonParams;

/** Why a product is recommended, in no language yet. It tells of nobody but the shopper who asks: others are counted, never named. */
export type Reason = { [Key in ReasonKey]: { key: Key; params: ReasonParams[Key] } }[ReasonKey];

/** The text of each reason in one language, as `compile-message.ts` reads it. */
export type ReasonTexts = Readonly<Record<ReasonKey, string>>;
