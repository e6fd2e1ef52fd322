import type { Findings } from './findings.ts';

/** What a JSON value is. */
export type JsonType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null';

/** The attributes that products of a catalog have, by name, with every type that was found there. */
export type KnownAttributes = ReadonlyMap<string, ReadonlySet<JsonType>>;

const prefix = 'attributes.';

/** The name of the attribute that a field or a facet names; undefined where it names none. */
export function attributeOf(field: string): string | undefined {
  return field.startsWith(prefix) && field.length > prefix.length ? field.slice(prefix.length) : undefined;
}

/**
 * The types that an attribute may have; undefined where that is not known. A name with a dot is that of an attribute, or leads into one that is
 * an object, whose inside is not looked at. An attribute that no product has is a warning: it may come with the next import.
 */
export function typesOf(
  name: string,
  known: KnownAttributes,
  path: string,
  findings: Findings,
): ReadonlySet<JsonType> | undefined {
  const own = known.get(name);
  if (own !== undefined) return own;
  const outer = name.includes('.') ? known.get(name.slice(0, name.indexOf('.'))) : undefined;
  if (outer === undefined || !(outer.has('object') || outer.has('null')))
    findings.warn(
      path,
      'unknown_attribute',
      `No product looked at has the attribute \`${name}\`: is it spelt like that?`,
    );
  return undefined;
}
