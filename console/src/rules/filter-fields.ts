import type { Condition, Filter, Scalar } from '#console/rules/rule.ts';

export type FieldKind = 'text' | 'category' | 'number' | 'time' | 'boolean' | 'attribute';

/** The fields of a product that a filter may name, beside attributes, and what each holds. */
export const fieldKinds: Readonly<Record<string, FieldKind>> = {
  productId: 'text',
  name: 'text',
  category: 'category',
  price: 'number',
  currency: 'text',
  available: 'boolean',
  createdAt: 'time',
};
export const fieldWords: Readonly<Record<string, string>> = {
  productId: 'product id',
  name: 'name',
  category: 'category',
  price: 'price',
  currency: 'currency',
  available: 'availability',
  createdAt: 'first written',
};
export const operatorWords: Readonly<Record<string, string>> = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  contains: 'contains',
  under: 'is or lies below',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  between: 'is between',
  exists: 'is there',
};
const order = ['gt', 'gte', 'lt', 'lte', 'between'];
/** What each kind takes, the usual one first. */
export const operatorsOf: Readonly<Record<FieldKind, readonly string[]>> = {
  text: ['eq', 'ne', 'in', 'contains', 'exists'],
  category: ['under', 'eq', 'ne', 'in', 'contains', 'exists'],
  number: ['lte', 'gte', 'lt', 'gt', 'between', 'eq', 'ne', 'in', 'exists'],
  time: ['gte', 'gt', 'lt', 'lte', 'between', 'eq', 'ne', 'exists'],
  boolean: ['eq', 'ne', 'exists'],
  attribute: ['eq', 'ne', 'in', 'contains', ...order, 'exists'],
};

export const kindOf = (field: string): FieldKind => fieldKinds[field] ?? 'attribute';

/** The operator of a condition, and what it is compared with. */
export function partsOf(condition: Condition): { operator: string; value: unknown } {
  const [operator, value] = Object.entries(condition).find(([name]) => name !== 'field') ?? ['eq', ''];
  return { operator, value };
}

/** What a new condition on a field says. */
export const freshCondition = (field: string): Condition => {
  const operator = operatorsOf[kindOf(field)][0] ?? 'eq';
  return { field, [operator]: freshValue(kindOf(field), operator) };
};

/** What stands there when an operator is chosen anew. */
export function freshValue(kind: FieldKind, operator: string): unknown {
  if (operator === 'exists' || kind === 'boolean') return true;
  const one = kind === 'number' ? 0 : kind === 'time' ? '-P30D' : '';
  if (operator === 'between') return kind === 'time' ? ['-P60D', '-P30D'] : [0, 100];
  return operator === 'in' ? [] : one;
}

/** Reads a value as it was typed. Attributes hold what they look like: `0.2` is a number, `true` is true; in double quotes each is a text. */
export function scalarOf(text: string, kind: FieldKind): Scalar {
  if (kind === 'number') return text.trim() === '' ? 0 : Number(text);
  if (kind !== 'attribute') return text;
  if (/^".*"$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Writes a value as `scalarOf` reads it. */
export function scalarText(value: unknown, kind: FieldKind): string {
  const text = String(value ?? '');
  return typeof value === 'string' && kind === 'attribute' && scalarOf(text, kind) !== value ? `"${text}"` : text;
}

/** An empty filter to begin with. */
export const freshFilter = (): Filter => freshCondition('category');
