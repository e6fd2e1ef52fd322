import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type { TopProducts, TopProductsMeta, TopProductsQuery } from '#schemas/http/analytics.ts';

/** The products with the most of what `by` says, in a range; the last 30 days if none is given. */
export const readTopProducts = (
  tenantId: string,
  query: TopProductsQuery,
  signal?: AbortSignal,
): Promise<Answer<TopProducts, Static<typeof TopProductsMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/top-products`, { query, signal });
