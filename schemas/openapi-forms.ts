import type { Json } from './json.ts';

type Form = { [keyword: string]: Json };

/**
 * Returns one schema, whose parts are done already, in the form that generators of clients read. The meaning stays; what they cannot read becomes a sentence. openapi-generator 7.25
 * refuses `null` alone and a constant that is no text, makes a class of `X or null`, and writes code that does not compile of a union with a list, and of the default of a union or a list.
 */
export function formForGenerators(schema: Form): Form {
  return [withoutList, asChoice, asConstant, orNull, asMap, ofNothing, withoutDefault].reduce(
    (form, step) => step(form),
    schema,
  );
}

/** A list among other forms: where one of these is an object, that alone is shown, and the list told of; else it is anything, and told in words. */
function withoutList(schema: Form): Form {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.every((member) => !isList(member) || anyOf.some(isNull))) return schema;
  const [object, ...more] = anyOf.filter((member) => isForm(member) && member.type === 'object') as Form[];
  if (object === undefined || more.length > 0) return rest;
  return {
    ...object,
    ...rest,
    description: [rest.description ?? object.description, 'The bare list is taken as well.'].filter(Boolean).join(' '),
  };
}

/** A union of texts, as TypeBox writes a choice among texts, with or without null, is an `enum`, which pages show as a list to choose from. */
function asChoice(schema: Form): Form {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const texts = anyOf.filter(isText);
  const others = anyOf.filter((member) => !isText(member));
  if (texts.length < 2 || !others.every(isNull)) return schema;
  const choices = texts.flatMap((text) => text.enum);
  if (others.length === 0) return { ...rest, type: 'string', enum: choices };
  return { ...rest, type: ['string', 'null'], enum: [...choices, null] };
}

/** A constant text is a choice of one, a number one with itself as its bounds; that something is `true` or `null` is told in words. */
function asConstant(schema: Form): Form {
  if (schema.type === 'null')
    return { ...schema, type: ['object', 'null'], maxProperties: 0, description: 'Always null.' };
  const { const: constant, ...rest } = schema;
  if (typeof constant === 'string') return { ...rest, enum: [constant] };
  if (typeof constant !== 'boolean' && typeof constant !== 'number') return schema;
  const bounds: Form = typeof constant === 'number' ? { minimum: constant, maximum: constant } : {};
  const type: Form = Number.isInteger(constant) ? { type: 'integer' } : {};
  return {
    ...rest,
    ...type,
    ...bounds,
    description: [rest.description, `Always ${constant}.`].filter(Boolean).join(' '),
  };
}

/** What may be null has two types; only a reference needs a union for it. */
function orNull(schema: Form): Form {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const inner = anyOf.find((member) => !isNull(member));
  if (!anyOf.some(isNull) || !isForm(inner) || typeof inner.type !== 'string') return schema;
  return {
    ...inner,
    ...rest,
    type: [inner.type, 'null'],
    ...(Array.isArray(inner.enum) && { enum: [...inner.enum, null] }),
  };
}

/** TypeBox writes a map as a pattern that each name matches. */
function asMap(schema: Form): Form {
  const { patternProperties, ...rest } = schema;
  if (!isForm(patternProperties)) return schema;
  const [[pattern, value] = [], ...others] = Object.entries(patternProperties);
  return pattern === anyName && others.length === 0 && value !== undefined
    ? { ...rest, additionalProperties: value }
    : schema;
}

/** A list that is always empty is one of anything. */
function ofNothing(schema: Form): Form {
  return isForm(schema.items) && 'not' in schema.items ? { ...schema, items: {} } : schema;
}

function withoutDefault(schema: Form): Form {
  const { default: value, ...rest } = schema;
  if (value === undefined || !(Array.isArray(schema.anyOf) || schema.type === 'array')) return schema;
  return {
    ...rest,
    description: [rest.description, `If left out: ${JSON.stringify(value)}.`].filter(Boolean).join(' '),
  };
}

const anyName = '^.*$';
const isForm = (value: Json | undefined): value is Form =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A constant as its part was written already, and nothing more: what is told of one member would be lost. */
const isText = (member: Json): member is { type: 'string'; enum: [string] } =>
  isForm(member) &&
  Object.keys(member).length === 2 &&
  Array.isArray(member.enum) &&
  typeof member.enum[0] === 'string';
const isList = (member: Json): boolean => isForm(member) && member.type === 'array';
const isNull = (member: Json): boolean => isForm(member) && isNullForm(member);
const isNullForm = ({ type, maxProperties }: Form): boolean =>
  type === 'null' || (Array.isArray(type) && type.includes('null') && maxProperties === 0);
