import { tenantPath } from '#console/dashboard/nav.ts';
import type { Space } from '#console/queries/catalog.ts';

/** Where the page of a product is. Its id stands in the query, since ids may have slashes. */
export const productPath = (tenantId: string, space: Space, productId: string): string =>
  `${tenantPath(tenantId)}/catalog/product?${new URLSearchParams({ productId, ...(space === 'test' ? { space } : {}) })}`;
