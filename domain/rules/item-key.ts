import type { CatalogItem } from '../catalog-item.ts';
import { facetValues } from './facet-values.ts';

/** What a test looks at of a product, and nothing beside: products with the same key, compared as a `Map` compares, are all taken or none is. So a question tests each key once, and not each of thousands of products. */
export type ItemKey = {
  /** Two of the same name are the same. */
  name: string;
  of(item: CatalogItem): unknown;
};

/** The values of a facet: where there is one, it itself. */
export function keyOfFacet(facet: string): ItemKey {
  const valuesOf = facetValues(facet);
  return {
    name: facet,
    of(item) {
      const values = valuesOf(item);
      // No value begins as a list of them does.
      return values.length === 1 ? values[0] : `\0\0${JSON.stringify(values)}`;
    },
  };
}
