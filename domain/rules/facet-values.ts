import type { CatalogItem } from '../catalog-item.ts';
import { readerOf } from './value-at.ts';

/** The values that a product has of a facet, as texts: none, one, or those of a list. A number and the text that looks like it are two values. */
export function facetValues(facet: string): (item: CatalogItem) => readonly string[] {
  const read = readerOf(facet);
  return (item) => {
    const value = read(item);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((one) => one !== null && one !== undefined).map((one) => JSON.stringify(one));
  };
}
