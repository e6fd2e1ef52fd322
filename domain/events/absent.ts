import type { TSchema } from 'typebox';

/** Whether a value says nothing: left out, `null`, or a text without a character, as senders write what they do not have. */
export function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

type ObjectContract = TSchema & {
  required?: readonly string[];
  properties?: Readonly<Record<string, ObjectContract>>;
};

/**
 * Returns the value without those optional fields of its contract, at every level, that say nothing. Required fields and fields that the contract does
 * not name stay as they are. For the slow path: call it once the value has broken its contract.
 */
export function withoutAbsent(contract: TSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { required = [], properties = {} } = contract as ObjectContract;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, field]) => !(isAbsent(field) && Object.hasOwn(properties, name) && !required.includes(name)))
      .map(([name, field]) => [
        name,
        Object.hasOwn(properties, name) ? withoutAbsent(properties[name]!, field) : field,
      ]),
  );
}
