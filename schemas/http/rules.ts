import Type, { type Static, type TSchema } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { named } from '../named.ts';
import { closed, closedPartial, nameField, nullable, ProductId, strategyField, Time, Uuid } from './fields.ts';
import { pagingQuery } from './paging.ts';

/** Of one placement. */
export const maxRules = 200;
/** Placements of a tenant that have rules: every process holds all of them in memory. */
export const maxRuledPlacements = 200;
/** Of one list as it is sent. */
export const maxRulesBytes = 131_072;
export const maxFilterNodes = 50;
export const maxFilterDepth = 5;
/** Values of one `in`. */
export const maxFilterValues = 200;
export const maxFilterTextLength = 500;

const maxNameLength = 200;
const maxProducts = 50;
const maxParams = 20;
const maxBlend = 4;
const largestAmount = 1e12;

export const scalar = Type.Union([Type.String({ maxLength: maxFilterTextLength }), Type.Number(), Type.Boolean()]);
const productIds = Type.Array(ProductId, { minItems: 1, maxItems: maxProducts });
const category = Type.String({
  minLength: 1,
  maxLength: maxFilterTextLength,
  description: 'This category, or below it.',
  examples: ['Home > Kitchen'],
});
const facet = Type.String({
  pattern: '^(category|currency|attributes\\..{1,200})$',
  maxLength: 220,
  description: '`category`, `currency` or an attribute, such as `attributes.brand`.',
  examples: ['attributes.brand'],
});
const strength = Type.Number({ minimum: 0, maximum: 1, description: '0 changes nothing.', examples: [0.5] });
const factor = Type.Number({
  minimum: 1,
  maximum: 10,
  description: 'Multiplies the score, or divides it.',
  examples: [2],
});
const seenMode = Type.Union([Type.Literal('keep'), Type.Literal('demote'), Type.Literal('drop')], {
  examples: ['demote'],
});

/**
 * What a rule may do, by `action`: each one's fields. `filter` is the contract of a filter, which is checked by `judgeFilter` and only shown here:
 * no contract could say which operators a field takes, nor count nodes.
 */
export function actionContracts(strategies: readonly { readonly name: string }[], filter: TSchema) {
  const strategy = strategyField(strategies.map(({ name }) => name));
  const does = <Name extends string, Fields extends Record<string, TSchema>>(
    action: Name,
    description: string,
    fields: Fields,
  ) => named(`Rule_${action}`, closed({ action: Type.Literal(action), ...fields }, { description }));
  return {
    pin: does('pin', 'Puts products at a place, also if no model answered them; never an unavailable one.', {
      productIds,
      position: Type.Integer({ minimum: 0, maximum: maxProducts - 1, description: 'From 0.', examples: [0] }),
      force: Type.Optional(
        Type.Boolean({ default: false, description: 'Also what an `include` rule would leave out.' }),
      ),
    }),
    include: does('include', 'Only these may be shown.', { filter }),
    exclude: does('exclude', 'These are never shown.', { filter }),
    boost: does('boost', 'Multiplies the score.', { filter, factor }),
    bury: does('bury', 'Divides the score.', { filter, factor }),
    match: does('match', 'As the viewed product, or unlike it.', {
      facet,
      mode: Type.Union([Type.Literal('same'), Type.Literal('different')], { examples: ['same'] }),
    }),
    limit: does('limit', 'At most so many of one value.', {
      facet,
      max: Type.Integer({ minimum: 1, maximum: maxProducts, examples: [2] }),
    }),
    priceRange: does('priceRange', 'Prices from `min` to `max`; one of them may be left out.', {
      min: Type.Optional(Type.Number({ minimum: 0, maximum: largestAmount, examples: [50] })),
      max: Type.Optional(Type.Number({ minimum: 0, maximum: largestAmount, examples: [150] })),
      relativeTo: Type.Optional(
        Type.Union([Type.Literal('product'), Type.Literal('cart')], {
          description: 'Then both are percent of the price of the viewed product, or of the cart: 100 is the same.',
          examples: ['product'],
        }),
      ),
    }),
    diversity: does('diversity', 'Spreads the products over the values of a facet.', { strength, facet }),
    rotate: does('rotate', 'What was shown often to this shopper lately, and not clicked, goes down.', {
      strength,
      windowMinutes: Type.Integer({ minimum: 1, maximum: 43_200, examples: [60] }),
    }),
    seen: does('seen', 'What becomes of products that the shopper has viewed.', { mode: seenMode }),
    purchased: does('purchased', 'What becomes of products that the shopper has bought.', {
      mode: seenMode,
      afterDays: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 3_650, description: 'Only so long after the purchase.', examples: [30] }),
      ),
    }),
    strategy: does('strategy', 'What the placement asks by default: one strategy, or a blend.', {
      strategy: Type.Optional(strategy),
      blend: Type.Optional(
        Type.Array(closed({ strategy, weight: Type.Number({ minimum: 0.01, maximum: 100, examples: [1] }) }), {
          minItems: 2,
          maxItems: maxBlend,
        }),
      ),
    }),
    fill: does('fill', 'What fills up an answer that is too short, in this order; an empty list leaves it short.', {
      strategies: Type.Array(strategy, { maxItems: strategies.length }),
    }),
  };
}

/** The frame of a rule, around these contracts of a filter and of `then`. */
export const ruleContract = <Then extends TSchema>(filter: TSchema, thenContract: Then) =>
  named(
    'Rule',
    closed(
      {
        id: Type.String({
          minLength: 1,
          maxLength: 100,
          description: 'Your own; unique in the list.',
          examples: ['no-socks'],
        }),
        name: nameField(maxNameLength, { examples: ['No socks on the home page'] }),
        enabled: Type.Optional(Type.Boolean({ default: true })),
        startsAt: Type.Optional(Time),
        endsAt: Type.Optional(Time),
        when: Type.Optional(whenContract(filter)),
        // biome-ignore lint/suspicious/noThenProperty: the word of the specification; nobody awaits a contract or a rule
        then: thenContract,
      },
      {
        examples: [
          {
            id: 'no-socks',
            name: 'No socks on the home page',
            enabled: true,
            // biome-ignore lint/suspicious/noThenProperty: as above
            then: { action: 'exclude', filter: { field: 'category', under: 'Clothes > Socks' } },
          },
        ],
      },
    ),
  );

const whenContract = (filter: TSchema) =>
  named(
    'RuleWhen',
    Type.Object(
      closedPartial({
        context: closedPartial({
          productId: closed({ in: productIds }),
          category: closed({ under: category }),
          filter,
        }),
        user: closedPartial({
          isNew: Type.Boolean({ description: 'Has no events yet, or has some.' }),
          hasBought: closed({ category }),
        }),
        cart: closedPartial({
          total: closed({
            between: Type.Array(Type.Number({ minimum: 0, maximum: largestAmount }), {
              minItems: 2,
              maxItems: 2,
              examples: [[50, 100]],
            }),
          }),
          contains: productIds,
        }),
        params: Type.Array(
          closed({
            name: Type.String({
              minLength: 1,
              maxLength: 100,
              description: 'Of `context.*` of the question.',
              examples: ['device'],
            }),
            in: Type.Array(scalar, { minItems: 1, maxItems: maxFilterValues, examples: [['mobile']] }),
          }),
          { maxItems: maxParams },
        ),
      }).properties,
      {
        additionalProperties: false,
        description: 'All that is given must hold; left out, the rule always holds.',
        examples: [{ user: { isNew: true } }],
      },
    ),
  );

/** What the document shows of a filter: recursive, by its name there. */
export function filterContract(): TSchema {
  const inner = Type.Unsafe<unknown>({ $ref: '#/components/schemas/Filter' });
  const values = Type.Array(scalar, { minItems: 1, maxItems: maxFilterValues });
  const condition = named(
    'FilterCondition',
    Type.Object(
      closedPartial({
        field: Type.String({
          description:
            'productId, name, category, price, currency, available, createdAt (ISO 8601, or how long ago, such as -P30D) or attributes.NAME.',
          examples: ['attributes.margin'],
        }),
        eq: scalar,
        ne: scalar,
        in: values,
        gt: scalar,
        gte: scalar,
        lt: scalar,
        lte: scalar,
        between: Type.Array(scalar, { minItems: 2, maxItems: 2 }),
        under: category,
        exists: Type.Boolean(),
        contains: scalar,
      }).properties,
      {
        additionalProperties: false,
        required: ['field'],
        minProperties: 2,
        maxProperties: 2,
        description: 'A field and one operator.',
        examples: [{ field: 'attributes.margin', gte: 0.2 }],
      },
    ),
  );
  const all = Type.Array(inner, { minItems: 1 });
  return named(
    'Filter',
    Type.Union([condition, closed({ and: all }), closed({ or: all }), closed({ not: inner })], {
      description: `At most ${maxFilterNodes} nodes, ${maxFilterDepth} deep.`,
      examples: [
        { and: [{ field: 'attributes.margin', gte: 0.2 }, { not: { field: 'category', under: 'Clothes > Socks' } }] },
      ],
    }),
  );
}

/** Contracts of lists of rules as the document shows them; `judgeRules` checks what is sent. */
export function ruleListContracts(strategies: readonly { readonly name: string }[]) {
  const filter = filterContract();
  const rules = Type.Array(ruleContract(filter, Type.Union(Object.values(actionContracts(strategies, filter)))), {
    maxItems: maxRules,
    description: 'In the order in which they hold.',
  });
  const placementId = Type.String({ examples: ['home-hero'] });
  const version = Type.Integer({
    minimum: 0,
    description: '0 if nothing was saved yet; also the ETag.',
    examples: [3],
  });
  return {
    PutRulesBody: closed({ rules }),
    PlacementRulesView: named('PlacementRules', closed({ placementId, version, rules, updatedAt: nullable(Time) })),
    RuleVersionList: Type.Array(named('PlacementRulesVersion', closed({ version, rules, adminId: Uuid, at: Time }))),
  };
}

export const PlacementRulesParams = closed({
  id: Uuid,
  placementId: Type.String({
    minLength: 1,
    maxLength: maxIdLength,
    description: 'Where in the shop; * holds for all placements.',
    examples: ['home-hero'],
  }),
});
export type PlacementRulesParams = Static<typeof PlacementRulesParams>;

export const RulesVersionsQuery = closed(pagingQuery);

/** `meta` of a saved list: what may be a mistake. */
export const RulesMeta = closed({
  warnings: Type.Array(closed({ path: Type.String(), message: Type.String(), code: Type.String() }), {
    description: 'Attributes that no product looked at has, and products that the catalog lacks.',
    examples: [[]],
  }),
  pending: Type.Optional(Type.Boolean({ description: 'Saved, and in force once the database answers again.' })),
  requestId: Type.String({ examples: ['req-7f3a'] }),
});
