import Type, { type TSchema } from 'typebox';
import { maxIdLength } from '../events/wire-event.ts';
import { documentedVisible, visible } from '../visible-text.ts';

/** The two halves of a tenant, whose data never mix. */
export const Space = Type.Union([Type.Literal('live'), Type.Literal('test')], {
  description: 'live: real traffic; test: the sandbox of test keys.',
  examples: ['live'],
});

/** One of these names. Typebox has the type of a union from a tuple, which a list that is mapped is not for TypeScript: so it is told. */
export const literals = <Name extends string>(
  names: readonly Name[],
  options: { description: string; examples?: string[] },
) =>
  Type.Unsafe<Name>(
    Type.Union(
      names.map((name) => Type.Literal(name)),
      options,
    ),
  );

/** One of the strategies; `names` in the order in which people read them. */
export const strategyField = (names: readonly string[], example = names[0] ?? '') =>
  literals(names, { description: 'How recommendations are computed.', examples: [example] });

export const Uuid = Type.String({
  format: 'uuid',
  description: 'A UUID.',
  examples: ['018f3c1e-7b1a-7c3e-9d2f-0a1b2c3d4e5f'],
});

/** A point in time as answers carry it, and as filters take it. */
export const Time = Type.String({
  format: 'date-time',
  description: 'ISO 8601 in UTC.',
  examples: ['2026-03-01T12:00:00.000Z'],
});

export const UserId = Type.String({
  minLength: 1,
  maxLength: maxIdLength,
  description: 'Your own id of the shopper.',
  examples: ['shopper-42'],
});

/** Proves that a page belongs to the shopper it names. */
export const UserHash = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "HMAC-SHA256 of the `userId` under the tenant's secret, hex; if the tenant demands it.",
  examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
});

export const ProductId = Type.String({
  minLength: 1,
  maxLength: maxIdLength,
  description: 'The product, as in your catalog.',
  examples: ['mug-blue'],
});

export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.', examples: ['EUR'] });

/** What people call something: a text of at most `maxLength` characters, of which one at least can be seen. */
export const nameField = (maxLength: number, options: { title?: string; description?: string; examples: string[] }) =>
  Type.String({ minLength: 1, maxLength, pattern: visible, documentedPattern: documentedVisible, ...options });

/** A whole number that a tenant may set; `title` is what people call it. */
export const atLeastZero = (description: string, title?: string) =>
  Type.Integer({ ...(title === undefined ? {} : { title }), minimum: 0, maximum: 1_000_000_000, description });

export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

/** An object that takes no field but these: unknown fields are a 400 that names them. */
export const closed = <Fields extends Record<string, TSchema>>(fields: Fields, options: Type.TObjectOptions = {}) =>
  Type.Object(fields, { additionalProperties: false, ...options });

/** The same with every field optional. */
export const closedPartial = <Fields extends Record<string, TSchema>>(
  fields: Fields,
  options: Type.TObjectOptions = {},
) => Type.Partial(Type.Object(fields), { ...options, additionalProperties: false });

/** Parameters of `/tenants/:id…` */
export const TenantParams = closed({ id: Uuid });

/** The space that the console reads of a tenant. */
export const spaceQuery = {
  space: Type.Optional(
    Type.Union([Type.Literal('live'), Type.Literal('test')], { default: 'live', description: 'The space to look at.' }),
  ),
};
