import type { TSchema } from 'typebox';

const names = new WeakMap<object, string>();

/** Gives a contract a name: the document lists it once under this name, and refers to it wherever it is part of another. */
export function named<Schema extends TSchema>(name: string, schema: Schema): Schema {
  names.set(schema, name);
  return schema;
}

/** Returns the name of a contract; undefined if the document writes it out in place. */
export const nameOf = (schema: object): string | undefined => names.get(schema);

/** Returns all named contracts within a value, at any depth, by name. */
export function namedWithin(value: unknown, found = new Map<string, TSchema>()): Map<string, TSchema> {
  if (typeof value !== 'object' || value === null) return found;
  const name = names.get(value);
  if (name !== undefined) found.set(name, value as TSchema);
  for (const inner of Object.values(value)) namedWithin(inner, found);
  return found;
}
