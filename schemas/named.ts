import type { TSchema } from 'typebox';

const names = new WeakMap<object, string>();

/** Gives a contract the name under which the document lists it, and refers to it wherever it is a part. */
export function named<Schema extends TSchema>(name: string, schema: Schema): Schema {
  names.set(schema, name);
  return schema;
}

/** The name of a contract, undefined where it stands where it is used. */
export const nameOf = (schema: object): string | undefined => names.get(schema);

/** All contracts with a name in a value of whatever depth, by name. */
export function namedWithin(value: unknown, found = new Map<string, TSchema>()): Map<string, TSchema> {
  if (typeof value !== 'object' || value === null) return found;
  const name = names.get(value);
  if (name !== undefined) found.set(name, value as TSchema);
  for (const inner of Object.values(value)) namedWithin(inner, found);
  return found;
}
