import Type, { type TProperties } from 'typebox';
import { eventTypeNames } from '../events/index.ts';
import { named } from '../named.ts';
import { Currency, closed, closedPartial, literals, nameField, strategyField, Time, UserId, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

const maxTenantNameLength = 200;
const maxAllowedOrigins = 50;
const maxPlaceholders = 100;
const maxEventNames = 100;
const maxEventNameLength = 64;
const maxCacheTtlSeconds = 86_400;
const maxExploration = 0.2;

const configFields = {
  allowedOrigins: Type.Array(
    Type.String({
      pattern: '^https?://[^/\\s]+$',
      maxLength: 300,
      description: 'Scheme, host and port, no path.',
      examples: ['https://shop.example'],
    }),
    {
      title: 'Pages that may ask',
      maxItems: maxAllowedOrigins,
      description: 'Web origins that may call with a key; empty allows all.',
    },
  ),
  cacheTtlSeconds: Type.Integer({
    title: 'Seconds an answer is kept',
    minimum: 0,
    maximum: maxCacheTtlSeconds,
    description: 'How long an answer may be reused.',
    examples: [300],
  }),
  publicTracking: Type.Boolean({
    title: 'Pages may send events',
    description: 'Whether web pages may track behaviour with a read key.',
  }),
  requireUserHash: Type.Boolean({
    title: 'Pages must prove who the shopper is',
    description: 'Whether pages must prove by `userHash` whom they belong to; see docs/tracking.md.',
  }),
  placeholderUserIds: Type.Array(UserId, {
    title: 'Ids that are nobody',
    maxItems: maxPlaceholders,
    description:
      'What your programs write as `userId` where they know nobody; events with it are refused, as with `undefined` and the like.',
    examples: [['guest']],
  }),
  eventNames: Type.Array(
    closed({
      name: Type.String({
        minLength: 1,
        maxLength: maxEventNameLength,
        description: 'As senders write it, letter by letter.',
        examples: ['Wishlist Product Added'],
      }),
      takenAs: literals([...eventTypeNames, 'ignore'], {
        description: 'The type that it means, or `ignore`: such events are left out.',
        examples: ['product_clicked'],
      }),
    }),
    {
      maxItems: maxEventNames,
      description:
        'What names of types of events are taken as that your senders use and nobody else knows. It holds for what is sent from now on.',
      examples: [[{ name: 'Wishlist Product Added', takenAs: 'product_clicked' }]],
    },
  ),
  excludePurchased: Type.Boolean({
    title: 'Leave out what was bought',
    description: 'Leaves out what the shopper already bought.',
  }),
  exploration: Type.Number({
    title: 'Share of answers in a drawn order',
    minimum: 0,
    maximum: maxExploration,
    description:
      'The share of answers to known shoppers whose order is drawn at random, so that a what-if can estimate what another order would earn; 0 for none. See docs/replay.md.',
    examples: [0.05],
  }),
  currency: { ...Currency, title: 'Currency' } as typeof Currency,
  timeZone: Type.String({
    title: 'Time zone',
    minLength: 1,
    maxLength: 64,
    description: 'IANA time zone of daily figures.',
    examples: ['Europe/Berlin'],
  }),
};

const name = nameField(maxTenantNameLength, {
  title: 'Name',
  description: 'What people call it.',
  examples: ['Mugs & More'],
});

/** The name of a strategy, and the contracts of what a tenant may set for it. */
type StrategyContract = { readonly name: string; readonly settings: TProperties };

/** What a new tenant has; it is told in the contract of answers alone, so that no change is filled up with it. */
type Defaults = Readonly<Record<string, unknown>> & { strategies: Readonly<Record<string, object>> };

const withDefaults = (fields: TProperties, defaults: object | undefined): TProperties =>
  Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => {
      const value = (defaults as Readonly<Record<string, unknown>> | undefined)?.[name];
      return [name, value === undefined ? schema : { ...schema, default: value }];
    }),
  );

/** Returns the contracts of tenants, whose configuration has a part for each of these strategies. */
export function tenantContracts(strategies: readonly StrategyContract[], defaults?: Defaults) {
  const asked = strategyField(strategies.map((strategy) => strategy.name));
  const defaultStrategy = { ...asked, title: 'Strategy where a placement names none' } as typeof asked;
  const settingsOf = <Schema>(contract: (settings: TProperties) => Schema): Record<string, Schema> =>
    Object.fromEntries(strategies.map((strategy) => [strategy.name, contract(strategy.settings)]));

  const TenantConfig = named(
    'TenantConfig',
    closed({
      ...(withDefaults({ defaultStrategy, ...configFields }, defaults) as {
        defaultStrategy: typeof defaultStrategy;
      } & typeof configFields),
      strategies: closed(
        Object.fromEntries(
          strategies.map(({ name, settings }) => [name, closed(withDefaults(settings, defaults?.strategies[name]))]),
        ),
      ),
    }),
  );
  const changes = { defaultStrategy, strategies: closedPartial(settingsOf(closedPartial)) };
  /** The fields of a configuration that a change may name. Fields that it leaves out stay as they are, at every level. */
  const TenantConfigChange = closedPartial({ ...changes, ...configFields });
  /** Those of them that decide what is answered. */
  const AnsweringConfigChange = closedPartial({ ...changes, excludePurchased: configFields.excludePurchased });
  const config = named('TenantConfigChange', Type.Optional(TenantConfigChange));
  const CreateTenantBody = closed({ name, config });
  const UpdateTenantBody = closed({
    name: Type.Optional(name),
    status: Type.Optional(
      Type.Union([Type.Literal('active'), Type.Literal('suspended')], {
        description: 'DELETE deletes.',
        examples: ['suspended'],
      }),
    ),
    config,
  });
  const TenantView = named(
    'Tenant',
    closed({
      id: Uuid,
      name,
      status: Type.Union([Type.Literal('active'), Type.Literal('suspended'), Type.Literal('deleted')]),
      config: TenantConfig,
      isDemo: Type.Boolean({ description: 'Whether it was made by POST /tenants/demo.', examples: [false] }),
      createdAt: Time,
      updatedAt: Time,
    }),
  );
  return {
    TenantConfigChange,
    AnsweringConfigChange,
    CreateTenantBody,
    UpdateTenantBody,
    TenantView,
    TenantList: Type.Array(TenantView),
  };
}

/** A new secret for `userHash`: the only answer that ever carries it. */
export const UserHashSecret = closed({
  generation: Type.Integer({ minimum: 1, description: 'Rises with each.' }),
  secret: Type.String({ description: 'Shown this once.', examples: ['uh_…'] }),
});

export const TenantsQuery = closed(pagingQuery);

/** `meta` of a changed tenant: what the change does not do by itself. */
export const UpdatedTenantMeta = closed({
  warnings: Type.Array(closed({ path: Type.String(), message: Type.String(), code: Type.String() }), {
    description: 'What the change does not do by itself.',
    examples: [[]],
  }),
  pending: Type.Optional(Type.Boolean({ description: 'Saved, and in force once the database answers again.' })),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
