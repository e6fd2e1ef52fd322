import Type, { type Static } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { Currency, closed, nullable, ProductId, spaceQuery, Time } from './fields.ts';
import { Freshness } from './freshness.ts';
import { pagingQuery } from './paging.ts';

/** The longest window. For more, a client asks year by year. */
export const maxWindowDays = 400;
export const maxHourlyHours = 48;
/** The days of the window if `from` is left out, today included. */
export const defaultWindowDays = 30;
export const defaultUsageMonths = 12;
/** The most placements, and the most strategies, that a breakdown names. */
export const maxBreakdownRows = 100;

const WindowEnd = (description: string, example: string) =>
  Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}(T.{1,40})?$',
      description,
      examples: [example],
    }),
  );

const windowFields = {
  from: WindowEnd(
    `A day of the time zone, or a time in ISO 8601. Left out: the window ends after ${defaultWindowDays} days.`,
    '2026-03-01',
  ),
  to: WindowEnd('A day, which is included, or a time, which is not. Left out: now.', '2026-03-31'),
  timeZone: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: "IANA time zone of days and hours. Left out: the tenant's.",
      examples: ['Europe/Berlin'],
    }),
  ),
};

const filterFields = {
  ...spaceQuery,
  placementId: Type.Optional(
    Type.String({ minLength: 1, maxLength: maxIdLength, description: 'Only this placement.', examples: ['home'] }),
  ),
  strategy: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdLength,
      description: 'Only this strategy; `unknown` for events that name none.',
      examples: ['trending'],
    }),
  ),
};

const compareField = {
  compare: Type.Optional(
    Type.Union([Type.Literal('previous'), Type.Literal('none')], {
      default: 'previous',
      description: 'Whether the period before stands beside it.',
    }),
  ),
};

export const AnalyticsQuery = closed({ ...windowFields, ...filterFields });
export type AnalyticsQuery = Static<typeof AnalyticsQuery>;

export const OverviewQuery = closed({ ...windowFields, ...filterFields, ...compareField });
export type OverviewQuery = Static<typeof OverviewQuery>;

/** Days of UTC: so are the figures of products kept. */
export const TopProductsQuery = closed({
  from: windowFields.from,
  to: windowFields.to,
  ...filterFields,
  productId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdLength,
      description: 'Only this product, whatever its rank; nothing if it was neither shown, nor clicked, nor bought.',
      examples: ['mug-1'],
    }),
  ),
  ...pagingQuery,
  by: Type.Optional(
    Type.Union(
      [Type.Literal('impressions'), Type.Literal('clicks'), Type.Literal('conversions'), Type.Literal('revenue')],
      { default: 'clicks', description: 'What the top ones have the most of.' },
    ),
  ),
});
export type TopProductsQuery = Static<typeof TopProductsQuery>;

/** GET /analytics/overview: over all tenants, live space. */
export const AllTenantsQuery = closed({ ...windowFields, ...compareField });
export type AllTenantsQuery = Static<typeof AllTenantsQuery>;

const Interval = Type.Union([Type.Literal('day'), Type.Literal('hour')], {
  default: 'day',
  description: `Hours for at most ${maxHourlyHours}.`,
});

export const TimeseriesQuery = closed({ ...windowFields, ...filterFields, interval: Type.Optional(Interval) });
export type TimeseriesQuery = Static<typeof TimeseriesQuery>;

const count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

const kpiFields = {
  impressions: count('Recommended products that were shown.', 4000),
  clicks: count('Clicks on them.', 120),
  ctr: Type.Number({ description: 'clicks / impressions; 0 if nothing was shown.', examples: [0.03] }),
  conversions: count('Purchases within 30 minutes after such a click.', 9),
  revenue: Type.Number({ description: "What they brought, in the tenant's currency.", examples: [312.5] }),
  foreignCurrency: count('Conversions in another currency, left out of revenue.', 0),
};

export const Kpis = closed(kpiFields);
export type Kpis = Static<typeof Kpis>;

const ComparedKpi = closed({
  value: Type.Number({ examples: [120] }),
  previous: nullable(Type.Number({ description: 'In the period before; null if it was not asked for.' })),
  change: nullable(
    Type.Number({ description: 'Share of the period before: 0.25 is a quarter more. Null if there is no base.' }),
  ),
  zeroBase: Type.Boolean({ description: 'The period before had 0: from nothing there is no share.' }),
});

const comparedFields = {
  impressions: ComparedKpi,
  clicks: ComparedKpi,
  ctr: ComparedKpi,
  conversions: ComparedKpi,
};
export const ComparedKpis = closed({ ...comparedFields, revenue: ComparedKpi, foreignCurrency: ComparedKpi });
export type ComparedKpis = Static<typeof ComparedKpis>;

const NotCounted = nullable(
  Type.Union([Type.Literal('too_much'), Type.Literal('archived'), Type.Literal('former_currency')], {
    description:
      'Why the figures are null. too_much: counting these events takes longer than a third of a second; archived: some are in the archive; former_currency: see `meta.freshness.hasFormerCurrency`.',
  }),
);

/** GET /analytics/whole-shop: exact, or null. */
export const WholeShop = closed({
  visitors: nullable(
    closed(ComparedKpi.properties, { description: 'Distinct shoppers with any event in the window.' }),
  ),
  totalRevenue: nullable(
    closed(ComparedKpi.properties, {
      description: "What all purchases brought, after a click or not, in the tenant's currency.",
    }),
  ),
  revenuePerVisitor: nullable(
    closed(ComparedKpi.properties, { description: 'Revenue of recommendations / visitors; 0 without visitors.' }),
  ),
  shareOfRevenue: nullable(
    closed(ComparedKpi.properties, {
      description: 'Revenue of recommendations / revenue of all purchases; 0 without purchases.',
    }),
  ),
  notCounted: NotCounted,
});
export type WholeShop = Static<typeof WholeShop>;

export const AllTenantsKpis = closed({
  ...comparedFields,
  revenue: Type.Array(closed({ currency: Currency, ...ComparedKpi.properties }), {
    description: 'By currency: amounts in several are not added up.',
  }),
  foreignCurrency: ComparedKpi,
  tenants: Type.Integer({ description: 'How many tenants these are of.', examples: [3] }),
});
export type AllTenantsKpis = Static<typeof AllTenantsKpis>;

const TimeBucket = closed({
  start: Time,
  end: Time,
  local: Type.String({ description: "Its begin on the zone's calendar or clock.", examples: ['2026-03-29'] }),
  ...kpiFields,
});
export const Timeseries = Type.Array(TimeBucket, { description: 'Every day or hour of the window, zeros included.' });
export type Timeseries = Static<typeof Timeseries>;

export const Breakdown = closed({
  byPlacement: Type.Array(closed({ placementId: Type.String({ examples: ['home'] }), ...kpiFields })),
  byStrategy: Type.Array(closed({ strategy: Type.String({ examples: ['trending'] }), ...kpiFields })),
});
export type Breakdown = Static<typeof Breakdown>;

export const TopProducts = Type.Array(
  closed({
    productId: ProductId,
    name: nullable(Type.String({ description: 'As the catalog has it now.', examples: ['Blue mug'] })),
    ...kpiFields,
  }),
);
export type TopProducts = Static<typeof TopProducts>;

/** GET /analytics/whole-shop/timeseries */
export const WholeShopSeries = Type.Array(
  closed({
    ...TimeBucket.properties,
    visitors: nullable(count('Distinct shoppers with any event in it.', 80)),
    totalRevenue: nullable(Type.Number({ description: "What all its purchases brought, in the tenant's currency." })),
    revenuePerVisitor: nullable(Type.Number({ description: 'revenue / visitors; 0 without visitors.' })),
    shareOfRevenue: nullable(Type.Number({ description: 'revenue / totalRevenue; 0 without purchases.' })),
  }),
  { description: 'Every day or hour of the window; what is in the archive, or not counted, is null.' },
);
export type WholeShopSeries = Static<typeof WholeShopSeries>;

const Span = closed({ from: Time, to: Time });

const metaFields = {
  window: Type.Object(Span.properties, {
    additionalProperties: false,
    description: 'What was counted, `to` excluded: whole quarter hours.',
  }),
  timeZone: Type.String({ examples: ['Europe/Berlin'] }),
  freshness: Freshness,
  requestId: Type.String({ examples: ['req-7f3a'] }),
};

export const OverviewMeta = closed({ ...metaFields, previousWindow: nullable(Span) });
export const TimeseriesMeta = closed({ ...metaFields, interval: Interval });
export const WholeShopSeriesMeta = closed({ ...metaFields, interval: Interval, notCounted: NotCounted });
export const BreakdownMeta = closed({
  ...metaFields,
  omitted: closed(
    { placements: Type.Integer({ examples: [0] }), strategies: Type.Integer({ examples: [0] }) },
    { description: `How many beyond the ${maxBreakdownRows} with the most impressions.` },
  ),
});
export const TopProductsMeta = closed({
  ...metaFields,
  limit: Type.Integer({ examples: [20] }),
  offset: Type.Integer({ examples: [0] }),
});

/** GET /tenants/:id/usage */
export const UsageQuery = closed({
  space: spaceQuery.space,
  months: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 60, default: defaultUsageMonths, description: 'How many, this one included.' }),
  ),
});
export type UsageQuery = Static<typeof UsageQuery>;
export const Usage = Type.Array(
  closed({
    month: Type.String({ description: 'Of arrival, in UTC.', examples: ['2026-03'] }),
    events: Type.Integer({ description: 'Distinct events that were taken in.', examples: [120000] }),
    recommendationRequests: Type.Integer({
      description: 'Questions that keys asked; those of a batch count each.',
      examples: [450000],
    }),
  }),
);
export const UsageMeta = closed({ freshness: metaFields.freshness, requestId: metaFields.requestId });

/** GET /tenants/:id/analytics/live */
export const LiveQuery = closed(filterFields);
export type LiveQuery = Static<typeof LiveQuery>;
export const Live = Type.Array(closed({ start: Time, end: Time, ...kpiFields }), {
  description: 'In steps, the oldest first; the last one is not over.',
});
export type Live = Static<typeof Live>;
export const LiveMeta = closed({
  source: Type.Union([Type.Literal('events'), Type.Literal('sums')], {
    description: 'events: counted by minute; sums: by quarter hour, since the last hour is too much to count.',
  }),
  freshness: metaFields.freshness,
  requestId: metaFields.requestId,
});

/** GET /tenants/:id/analytics/export */
export const ExportQuery = closed({
  ...windowFields,
  ...filterFields,
  report: Type.Optional(
    Type.Union(
      [Type.Literal('timeseries'), Type.Literal('whole-shop'), Type.Literal('breakdown'), Type.Literal('top-products')],
      {
        default: 'timeseries',
        description: 'Which of the answers comes as CSV; `whole-shop` is that by day or hour.',
      },
    ),
  ),
  interval: Type.Optional(Interval),
  by: TopProductsQuery.properties.by,
});
export type ExportQuery = Static<typeof ExportQuery>;
