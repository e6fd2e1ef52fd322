import Type, { type Static } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { named } from '../named.ts';
import { Currency, closed, nullable, Time, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

/** Every process holds all of them in memory. */
export const maxWidgets = 200;
/** A page asks again this often at most; with the 30 s of the SDK a save is on it within 60 s. */
export const widgetMaxAgeSeconds = 20;

const maxTitleLength = 200;
const maxCtaLength = 60;
const maxFontLength = 200;

const placementId = Type.String({
  minLength: 1,
  maxLength: maxIdLength,
  description: 'Where in the shop it stands.',
  examples: ['home-hero'],
});
/** Names of fonts, bare or in quotes, and commas: nothing that could end a declaration or fetch anything. */
const font = `([A-Za-z][A-Za-z0-9-]*( [A-Za-z0-9][A-Za-z0-9-]*)*|"[A-Za-z0-9 -]+"|'[A-Za-z0-9 -]+')`;

const themeFields = {
  primaryColor: Type.String({
    pattern: '^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$',
    description: 'A colour as #RGB or #RRGGBB.',
    examples: ['#2563EB'],
  }),
  fontFamily: Type.String({
    maxLength: maxFontLength,
    pattern: `^${font}(, ?${font})*$`,
    description:
      'CSS font names by commas, those of other than letters, digits and - in quotes; inherit takes the page’s.',
    examples: ['inherit'],
  }),
};
const fields = {
  title: nullable(
    Type.String({ minLength: 1, maxLength: maxTitleLength, description: 'Above the products.', examples: ['For you'] }),
  ),
  layout: Type.Union([Type.Literal('grid'), Type.Literal('carousel'), Type.Literal('list')], {
    description: 'How the products stand.',
    examples: ['grid'],
  }),
  columns: Type.Integer({
    minimum: 2,
    maximum: 6,
    description: 'Of a grid, and seen at once in a carousel.',
    examples: [4],
  }),
  showPrice: Type.Boolean({ examples: [true] }),
  showRating: Type.Boolean({ description: 'From `attributes.rating`, if a product has it.', examples: [false] }),
  ctaText: Type.String({
    minLength: 1,
    maxLength: maxCtaLength,
    description: 'On the button.',
    examples: ['View Product'],
  }),
  maxItems: Type.Integer({ minimum: 4, maximum: 20, description: 'How many products it asks for.', examples: [8] }),
};

/** Contracts of widgets, which may override the tenant's strategy by one of these. */
export function widgetContracts(strategies: readonly { readonly name: string }[]) {
  const strategy = Type.Union([...strategies.map(({ name }) => Type.Literal(name)), Type.Null()], {
    description: 'What the placement asks in place of the tenant’s default.',
    examples: [null],
  });
  const config = { ...fields, theme: closed(themeFields), strategy };
  const change = Type.Partial(
    Type.Object({
      ...fields,
      theme: Type.Partial(Type.Object(themeFields), { additionalProperties: false }),
      strategy,
    }),
  ).properties;
  const version = Type.Integer({ minimum: 1, description: 'Rises by 1 with each save.', examples: [3] });
  const WidgetView = named(
    'Widget',
    closed({ id: Uuid, placementId, version, ...config, createdAt: Time, updatedAt: Time }),
  );
  const WidgetVersion = named('WidgetVersion', closed({ version, config: closed(config), adminId: Uuid, at: Time }));
  return {
    CreateWidgetBody: closed({ placementId, ...change }),
    UpdateWidgetBody: closed(change),
    WidgetView,
    WidgetList: Type.Array(WidgetView),
    WidgetVersionList: Type.Array(WidgetVersion),
  };
}

export const WidgetParams = closed({ id: Uuid, widgetId: Uuid });
export const WidgetsQuery = closed(pagingQuery);

export const PlacementParams = closed({ placementId });
export type PlacementParams = Static<typeof PlacementParams>;

/** The key of a route that pages ask without a preflight. */
export const keyInQuery = {
  key: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'The API key, where it is in no header: a browser then asks without a preflight.',
      examples: ['rk_live_…'],
    }),
  ),
};
export const WidgetLookQuery = closed(keyInQuery);

/** What a page needs to draw a widget. Version 0 is the default, if none is saved. */
export const WidgetLook = named(
  'WidgetLook',
  closed({
    placementId,
    version: Type.Integer({ minimum: 0, examples: [3] }),
    currency: Currency,
    ...fields,
    theme: closed(themeFields),
  }),
);
export type WidgetLook = Static<typeof WidgetLook>;
