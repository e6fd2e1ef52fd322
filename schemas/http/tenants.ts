import Type, { type Static } from 'typebox';
import { Currency, closed, closedPartial, Strategy, Time, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

const maxTenantNameLength = 200;
const maxAllowedOrigins = 50;
const maxCacheTtlSeconds = 86_400;
const maxTrendingWindowMs = 365 * 86_400_000;
const minTrendingWindowMs = 60_000;

const atLeastZero = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000_000, description });

const configFields = {
  defaultStrategy: Strategy,
  allowedOrigins: Type.Array(
    Type.String({
      pattern: '^https?://[^/\\s]+$',
      maxLength: 300,
      description: 'Scheme, host and port, no path.',
      examples: ['https://shop.example'],
    }),
    { maxItems: maxAllowedOrigins, description: 'Web origins that may call with a key; empty allows all.' },
  ),
  cacheTtlSeconds: Type.Integer({
    minimum: 0,
    maximum: maxCacheTtlSeconds,
    description: 'How long an answer may be reused.',
    examples: [300],
  }),
  publicTracking: Type.Boolean({ description: 'Whether web pages may track behaviour with a read key.' }),
  excludePurchased: Type.Boolean({ description: 'Leaves out what the shopper already bought.' }),
  currency: Currency,
  timeZone: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'IANA time zone of daily figures.',
    examples: ['Europe/Berlin'],
  }),
};

const collaborative = {
  minUsers: atLeastZero('Shoppers with enough events that the tenant must have.'),
  minEventsPerUser: atLeastZero('Weighted events a shopper must have to count among them.'),
  minUserWeight: atLeastZero('Weighted events the asking shopper must have.'),
};
const contentBased = { minProducts: atLeastZero('Products the catalog must have.') };
const trending = {
  windowMs: Type.Integer({
    minimum: minTrendingWindowMs,
    maximum: maxTrendingWindowMs,
    description: 'Length of the sliding window.',
    examples: [86_400_000],
  }),
};
const boughtTogether = {
  minOrders: atLeastZero('Orders of two or more products the tenant must have.'),
  minSupport: atLeastZero('Orders that must hold both products of a pair.'),
};

export const TenantConfig = closed({
  ...configFields,
  strategies: closed({
    collaborative: closed(collaborative),
    content_based: closed(contentBased),
    trending: closed(trending),
    frequently_bought_together: closed(boughtTogether),
  }),
});
export type TenantConfig = Static<typeof TenantConfig>;

/** What a change may name of a configuration: the rest stays as it is, at every level. */
export const TenantConfigChange = closedPartial({
  ...configFields,
  strategies: closedPartial({
    collaborative: closedPartial(collaborative),
    content_based: closedPartial(contentBased),
    trending: closedPartial(trending),
    frequently_bought_together: closedPartial(boughtTogether),
  }),
});
export type TenantConfigChange = Static<typeof TenantConfigChange>;

const name = Type.String({
  minLength: 1,
  maxLength: maxTenantNameLength,
  description: 'What people call it.',
  examples: ['Mugs & More'],
});

export const CreateTenantBody = closed({ name, config: Type.Optional(TenantConfigChange) });
export type CreateTenantBody = Static<typeof CreateTenantBody>;

export const UpdateTenantBody = closed({
  name: Type.Optional(name),
  status: Type.Optional(
    Type.Union([Type.Literal('active'), Type.Literal('suspended')], {
      description: 'DELETE deletes.',
      examples: ['suspended'],
    }),
  ),
  config: Type.Optional(TenantConfigChange),
});
export type UpdateTenantBody = Static<typeof UpdateTenantBody>;

export const TenantView = closed({
  id: Uuid,
  name,
  status: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('deleted')]),
  config: TenantConfig,
  createdAt: Time,
  updatedAt: Time,
});
export type TenantView = Static<typeof TenantView>;

export const TenantsQuery = closed(pagingQuery);
export const TenantList = Type.Array(TenantView);
