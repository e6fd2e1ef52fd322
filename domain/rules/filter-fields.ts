import type { FilterCondition } from './rule.ts';

export type Operator = Exclude<keyof FilterCondition, 'field'>;

/** What a field holds, which decides the operators it takes. `attribute`: whatever the catalog has there. */
export type FieldKind = 'text' | 'category' | 'number' | 'time' | 'boolean' | 'attribute';

/** Every field of a product that a filter may name, beside `attributes.NAME`. */
export const fieldKinds: ReadonlyMap<string, FieldKind> = new Map([
  ['productId', 'text'],
  ['name', 'text'],
  ['category', 'category'],
  ['price', 'number'],
  ['currency', 'text'],
  ['available', 'boolean'],
  ['createdAt', 'time'],
]);

const equality = ['eq', 'ne', 'exists'] as const;
const order = ['gt', 'gte', 'lt', 'lte', 'between'] as const;

export const operatorsOf: Record<FieldKind, readonly Operator[]> = {
  text: [...equality, 'in', 'contains'],
  category: [...equality, 'in', 'contains', 'under'],
  number: [...equality, 'in', ...order],
  time: [...equality, ...order],
  boolean: equality,
  attribute: [...equality, 'in', ...order, 'contains'],
};
