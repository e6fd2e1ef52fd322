import Type, { type Static } from 'typebox';
import { closed, UserHash } from './fields.ts';
import { questionFields, Recommendation } from './recommendations.ts';
import { keyInQuery, WidgetLook } from './widgets.ts';

const { userId, sessionId, productId } = questionFields;

/** What a page asks for the products of one of its placements: how many, and by which strategy, its widget says. */
export const WidgetProductsQuery = closed({
  ...keyInQuery,
  ...{ userId, userHash: Type.Optional(UserHash), sessionId, productId },
  locale: Type.Optional(
    Type.String({
      description:
        'The language of reasons and prices, as the page has it in `lang`; if left out, Accept-Language decides. What names no language that is known here is read as English.',
      examples: ['de-AT'],
    }),
  ),
});
export type WidgetProductsQuery = Static<typeof WidgetProductsQuery>;

/** A product as a shopper reads it. */
export const WidgetProduct = closed({
  ...Recommendation.properties,
  priceText: Type.String({
    description: 'The price in the currency of the tenant, as people of the language write it.',
    examples: ['€ 12,95'],
  }),
});
export type WidgetProduct = Static<typeof WidgetProduct>;

/** All that a page needs to draw the widget of a placement. */
export const WidgetProducts = closed({ look: WidgetLook, items: Type.Array(WidgetProduct) });
export type WidgetProducts = Static<typeof WidgetProducts>;
