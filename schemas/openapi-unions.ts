import type { TSchema } from 'typebox';
import type { Json } from './json.ts';
import { nameOf } from './named.ts';

type Field = { const?: unknown; minimum?: number; maximum?: number; anyOf?: readonly Field[] };
type Member = {
  type?: string;
  properties?: Record<string, Field>;
  required?: readonly string[];
  additionalProperties?: unknown;
};

/**
 * Returns the keywords of a union of objects, if each value keeps one of its contracts and no other: then it is `oneOf`. `references` are its members as the document has them. Where one field has
 * another constant text in each member, and all have names, OpenAPI calls that the discriminator. Of `anyOf` openapi-generator's typescript-fetch makes one type with the fields of all members,
 * and fails at an answer that lacks those of one. Undefined of any other union.
 */
export function unionOfOne(
  { anyOf = [] }: { anyOf?: readonly TSchema[] },
  references: Json | undefined,
): { [keyword: string]: Json } | undefined {
  const members = anyOf as readonly Member[];
  const areApart = members.every((one, at) => members.slice(at + 1).every((other) => excludeEachOther(one, other)));
  if (members.length < 2 || references === undefined || !areApart) return undefined;
  const discriminator = discriminatorOf(anyOf);
  return { oneOf: references, ...(discriminator !== undefined && { discriminator }) };
}

function excludeEachOther(one: Member, other: Member): boolean {
  if (one.type !== 'object' || other.type !== 'object') return false;
  return lacks(one, other) || lacks(other, one) || requiredOfBoth(one, other).some((name) => differ(name, one, other));
}

/** Whether the other requires a field that this one refuses. */
const lacks = (one: Member, other: Member): boolean =>
  one.additionalProperties === false && (other.required ?? []).some((name) => !(name in (one.properties ?? {})));

const requiredOfBoth = (one: Member, other: Member): readonly string[] =>
  (one.required ?? []).filter((name) => other.required?.includes(name));

function differ(name: string, one: Member, other: Member): boolean {
  const [field = {}, otherField = {}] = [one.properties?.[name], other.properties?.[name]];
  const [constants, otherConstants] = [constantsOf(field), constantsOf(otherField)];
  if (constants.length > 0 && otherConstants.length > 0)
    return constants.every((constant) => !otherConstants.includes(constant));
  return leastOf(field) > mostOf(otherField) || leastOf(otherField) > mostOf(field);
}

const constantsOf = ({ const: constant, anyOf = [] }: Field): readonly unknown[] => {
  if (constant !== undefined) return [constant];
  const choices = anyOf.flatMap(constantsOf);
  return choices.length === anyOf.length ? choices : [];
};
const leastOf = ({ const: constant, minimum = Number.NEGATIVE_INFINITY }: Field): number =>
  typeof constant === 'number' ? constant : minimum;
const mostOf = ({ const: constant, maximum = Number.POSITIVE_INFINITY }: Field): number =>
  typeof constant === 'number' ? constant : maximum;

function discriminatorOf(members: readonly TSchema[]): Json | undefined {
  for (const propertyName of Object.keys((members[0] as Member).properties ?? {})) {
    const mapping: Record<string, string> = {};
    for (const member of members) {
      const constant = (member as Member).properties?.[propertyName]?.const;
      const name = nameOf(member);
      if (typeof constant === 'string' && name !== undefined) mapping[constant] = `#/components/schemas/${name}`;
    }
    if (Object.keys(mapping).length === members.length) return { propertyName, mapping };
  }
  return undefined;
}
