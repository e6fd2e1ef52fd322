import { freshFilter } from '#console/rules/filter-fields.ts';
import type { Action, Then } from '#console/rules/rule.ts';

/** Every action of a rule: what a merchant calls it, what it does, and how it begins. */
export const actions = {
  exclude: {
    label: 'Never show',
    hint: 'Products that the filter finds are never shown.',
    fresh: { action: 'exclude', filter: freshFilter() },
  },
  include: {
    label: 'Show only',
    hint: 'Only products that the filter finds are shown.',
    fresh: { action: 'include', filter: freshFilter() },
  },
  pin: {
    label: 'Pin',
    hint: 'These products stand at this place, also if no model answered them.',
    fresh: { action: 'pin', productIds: [], position: 0 },
  },
  boost: {
    label: 'Boost',
    hint: 'Multiplies the score.',
    fresh: { action: 'boost', filter: freshFilter(), factor: 2 },
  },
  bury: { label: 'Bury', hint: 'Divides the score.', fresh: { action: 'bury', filter: freshFilter(), factor: 2 } },
  match: {
    label: 'Match the viewed product',
    hint: 'As the viewed product, or unlike it.',
    fresh: { action: 'match', facet: 'category', mode: 'same' },
  },
  limit: {
    label: 'Limit',
    hint: 'At most so many of one value.',
    fresh: { action: 'limit', facet: 'category', max: 2 },
  },
  priceRange: {
    label: 'Price range',
    hint: 'Only prices between these; one of them may be empty.',
    fresh: { action: 'priceRange', max: 100 },
  },
  diversity: {
    label: 'Spread',
    hint: 'Spreads the products over the values of a facet.',
    fresh: { action: 'diversity', strength: 0.3, facet: 'category' },
  },
  rotate: {
    label: 'Rotate',
    hint: 'What was shown often lately, and not clicked, goes down.',
    fresh: { action: 'rotate', strength: 0.5, windowMinutes: 1_440 },
  },
  seen: {
    label: 'Viewed products',
    hint: 'What becomes of products that the shopper has viewed.',
    fresh: { action: 'seen', mode: 'demote' },
  },
  purchased: {
    label: 'Bought products',
    hint: 'What becomes of products that the shopper has bought.',
    fresh: { action: 'purchased', mode: 'drop' },
  },
  strategy: {
    label: 'Strategy',
    hint: 'What the placement asks by default.',
    fresh: { action: 'strategy', strategy: 'trending' },
  },
  fill: {
    label: 'Fill up',
    hint: 'What fills up a short answer, in this order; none leaves it short.',
    fresh: { action: 'fill', strategies: ['trending'] },
  },
} satisfies { [Name in Action]: { label: string; hint: string; fresh: Extract<Then, { action: Name }> } };

export const actionNames = Object.keys(actions) as Action[];
