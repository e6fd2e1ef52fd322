import type { CatalogItem } from '../catalog-item.ts';
import { readerOf } from './value-at.ts';

const none: readonly unknown[] = [];

/** The values that a product has of a facet, to be compared as a `Set` compares: none, one, or those of a list. A number and the text that looks like it are two values. */
export function facetValues(facet: string): (item: CatalogItem) => readonly unknown[] {
  const read = readerOf(facet);
  return (item) => {
    const value = read(item);
    if (Array.isArray(value)) return value.filter(isThere).map(comparable);
    return isThere(value) ? [comparable(value)] : none;
  };
}

/** Whether a product has one of these values of a facet. */
export function facetTest(facet: string, wanted: ReadonlySet<unknown>): (item: CatalogItem) => boolean {
  const read = readerOf(facet);
  return (item) => {
    const value = read(item);
    if (Array.isArray(value)) return value.some((one) => isThere(one) && wanted.has(comparable(one)));
    return isThere(value) && wanted.has(comparable(value));
  };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

/** Objects are compared by what is in them; no text begins as these do. */
const comparable = (value: unknown): unknown => (typeof value === 'object' ? `\0${JSON.stringify(value)}` : value);
