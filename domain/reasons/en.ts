import type { ReasonTexts } from './reason.ts';

/** Reasons in English. */
export const en: ReasonTexts = {
  similar_visits: 'Chosen with {product} in {visits, plural, one {# recent visit} other {# recent visits}}',
  from_visit: 'From your visit',
  chosen_in_visits: 'Chosen in {visits, plural, one {# similar visit} other {# similar visits}}',
  chosen_in_visits_with:
    'Chosen in {visits, plural, one {# similar visit} other {# similar visits}} by shoppers interested in {product}',
  chosen_by_shoppers: 'Chosen by {shoppers, plural, one {# shopper} other {# shoppers}} like you',
  chosen_by_shoppers_with: 'Chosen by {shoppers, plural, one {# shopper} other {# shoppers}} who liked {product} too',
  similar_words: 'Similar to {product}: {terms, list}',
  same_category: 'In the same category as {product}',
  similar_product: 'Similar to {product}',
  bought_together:
    'Bought together with {product} in {orders, number} of {anchorOrders, plural, one {# order} other {# orders}}',
  trending_hours:
    '{interactions, plural, one {# interaction} other {# interactions}} in the last {hours, plural, one {hour} other {# hours}}',
  trending_days:
    '{interactions, plural, one {# interaction} other {# interactions}} in the last {days, plural, one {day} other {# days}}',
  trending_ever: '{interactions, plural, one {# interaction} other {# interactions}} so far',
  recently_viewed: 'You looked at it lately',
  bought_before: '{purchases, plural, one {Bought on {lastDay, date}} other {Bought # times, last on {lastDay, date}}}',
  bought_before_due:
    '{purchases, plural, one {Bought on {lastDay, date}} other {Bought # times, last on {lastDay, date}}}; due about {dueDay, date}',
  bought_before_overdue:
    '{purchases, plural, one {Bought on {lastDay, date}} other {Bought # times, last on {lastDay, date}}}; was due about {dueDay, date}',
  newest: 'New in the shop',
  pinned: 'Chosen by the shop',
};
