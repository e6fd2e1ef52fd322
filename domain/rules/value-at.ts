import type { CatalogItem } from '../catalog-item.ts';
import { numberOfPriceE4 } from '../price.ts';
import { attributeOf } from './known-attributes.ts';

/** What a product has in a field; null or undefined if it has nothing there. */
export type ReadField = (item: CatalogItem) => unknown;

const plain: Readonly<Record<string, ReadField>> = {
  productId: (item) => item.productId,
  name: (item) => item.name,
  category: (item) => item.category,
  price: (item) => numberOfPriceE4(item.priceE4),
  currency: (item) => item.currency,
  available: (item) => item.available,
  createdAt: (item) => item.createdAtMs,
};

/** How to read a field of a filter, or a facet; the path is taken apart once. */
export function readerOf(field: string): ReadField {
  const attribute = attributeOf(field);
  if (attribute === undefined) return plain[field] ?? (() => undefined);
  if (!attribute.includes('.')) return ({ attributes }) => ownOf(attributes, attribute);
  const steps = attribute.split('.');
  return ({ attributes }) => walk(attributes, steps, 0);
}

/** What the path leads to from its step `from` on: an attribute whose own name has these dots comes before one that is an object. */
function walk(value: unknown, steps: readonly string[], from: number): unknown {
  if (from === steps.length) return value;
  for (let to = steps.length; to > from; to -= 1) {
    const inner = ownOf(value, steps.slice(from, to).join('.'));
    const found = inner === undefined ? undefined : walk(inner, steps, to);
    if (found !== undefined) return found;
  }
  return undefined;
}

const ownOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
