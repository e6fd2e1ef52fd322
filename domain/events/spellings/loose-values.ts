import { isAbsent } from '../absent.ts';

/** Readers for foreign spellings, which know less of types than ours: a value of the wrong kind counts as absent. */

export type Fields = { readonly [name: string]: unknown };

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first that is a text or a number, as text: shops send ids as either. A whole number that a double cannot hold counts as absent, since it may be another's too. */
export function firstId(...values: readonly unknown[]): string | undefined {
  const found = values.find((value) =>
    typeof value === 'number'
      ? Number.isSafeInteger(value) || !Number.isInteger(value)
      : typeof value === 'string' && value !== '',
  );
  return found === undefined ? undefined : String(found);
}

/** The first that says something. */
export function firstPresent(...values: readonly unknown[]): unknown {
  return values.find((value) => !isAbsent(value));
}

/** Decimal digits of what fits a number: microseconds since 1970 have 16. */
const decimal = /^\d{1,16}(\.\d{1,20})?$/;

/** A number, also if it came as text; anything else as it is, so that `judgeEvent` can say what is wrong with it. */
export function looseNumber(value: unknown): unknown {
  return typeof value === 'string' && decimal.test(value) ? Number(value) : value;
}

/** The object without these fields and without those that are left out or null. */
export function without(fields: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && value !== null && !names.includes(name)),
  );
}
