import type { Tenant } from '#domain/access/tenant.ts';
import { kpisOf } from '#domain/analytics/kpis.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { TopProducts, TopProductsMeta, TopProductsQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit } from '#schemas/http/paging.ts';
import { readNames } from '#stores/catalog/read-names.ts';
import { readTopProducts } from '#stores/top-products/read-top-products.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import { type AnalyticsDeps, type Asked, askAnalytics } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';

/** The recommended products that were shown, clicked or bought most. */
export function topProductsRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/top-products`,
    summary: 'Recommended products with the most impressions, clicks, conversions or revenue, in whole days of UTC',
    params: TenantParams,
    query: TopProductsQuery,
    answers: { 200: TopProducts },
    meta: TopProductsMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as TopProductsQuery;
      const { limit = defaultPageLimit, offset = 0 } = query;
      const { result, meta } = await askTopProducts(deps, tenant, query);
      return success(result, { ...meta, limit, offset });
    },
  };
}

export function askTopProducts(
  deps: AnalyticsDeps,
  tenant: Tenant,
  query: TopProductsQuery,
): Promise<Asked<TopProducts>> {
  const { space = 'live', by = 'clicks', limit = defaultPageLimit, offset = 0 } = query;
  const scope = tenant.scopes[space];
  const asked = askedWindow({ from: query.from, to: query.to }, 'UTC', new Date());
  const question = { projection: 'top_products', scopes: [scope], asked, isOfDays: true };
  return askAnalytics(deps, question, async (client, { from, to }) => {
    const { placementId, strategy, productId } = query;
    const rows = await readTopProducts(client, scope, {
      from,
      to,
      placementId,
      strategy,
      productId,
      by,
      limit,
      offset,
    });
    const names = await readNames(
      client,
      scope,
      rows.map(({ productId }) => productId),
    );
    return rows.map(({ productId, ...sums }): TopProducts[number] => ({
      productId,
      name: names.get(productId) ?? null,
      ...kpisOf(sums),
    }));
  });
}
