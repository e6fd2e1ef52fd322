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

/** The most that the API answers at once. */
const pageLimit = 100;
/** Behind so many no more are read. */
export const maxEarners = 1_000;

/** The products whose recommendations have led to revenue in the last 30 days, those with the most first; of more than `maxEarners` these. */
export async function listEarners(tenantId: string, signal?: AbortSignal): Promise<TopProducts> {
  const all: TopProducts = [];
  while (all.length < maxEarners) {
    const query = { by: 'revenue', limit: pageLimit, offset: all.length } as const;
    const { data } = await readTopProducts(tenantId, query, signal);
    const earners = data.filter(({ revenue }) => revenue > 0);
    all.push(...earners);
    if (earners.length < pageLimit) break;
  }
  return all;
}
