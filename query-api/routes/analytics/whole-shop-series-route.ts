import type { Tenant } from '#domain/access/tenant.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  type Timeseries,
  TimeseriesQuery,
  type WholeShop,
  WholeShopSeries,
  WholeShopSeriesMeta,
} from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { countWholeShop } from '#stores/analytics/count-whole-shop.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import type { AnalyticsDeps, Asked } from './ask-analytics.ts';
import { shopFiguresOf } from './shop-figures.ts';
import { askTimeseries } from './timeseries-route.ts';

/** What recommendations brought by day or hour, measured by the shop of that day or hour. */
export function wholeShopSeriesRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/whole-shop/timeseries`,
    summary: 'The same by day or hour: revenue per visitor, and as a share of all revenue, of each',
    params: TenantParams,
    query: TimeseriesQuery,
    answers: { 200: WholeShopSeries },
    meta: WholeShopSeriesMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as TimeseriesQuery;
      const { result, meta, notCounted } = await askWholeShopSeries(deps, tenant, query);
      return success(result, { ...meta, interval: query.interval ?? 'day', notCounted });
    },
  };
}

/** The answer, and why none of its days is counted; those that lie in the archive have no figures of their own. */
export async function askWholeShopSeries(
  deps: AnalyticsDeps,
  tenant: Tenant,
  query: TimeseriesQuery,
): Promise<Asked<WholeShopSeries> & { notCounted: WholeShop['notCounted'] }> {
  const { result, ...asked } = await askTimeseries(deps, tenant, query);
  const none = (notCounted: WholeShop['notCounted']) => ({
    ...asked,
    result: result.map((bucket) => measured(bucket, null)),
    notCounted,
  });
  if (asked.meta.freshness.hasFormerCurrency) return none('former_currency');
  const spans = result.map(({ start, end }) => ({ from: new Date(start), to: new Date(end) }));
  const counted = await countWholeShop(
    deps.database,
    tenant.scopes[query.space ?? 'live'],
    spans,
    tenant.config.currency,
  );
  if (counted.reason === 'too_much') return none('too_much');
  const { counts } = counted;
  if (counts.every((count) => count === null)) return none('archived');
  return {
    ...asked,
    result: result.map((bucket, n) => {
      const count = counts[n];
      return measured(bucket, count == null ? null : shopFiguresOf(count, bucket.revenue));
    }),
    notCounted: null,
  };
}

const unknown = { visitors: null, totalRevenue: null, revenuePerVisitor: null, shareOfRevenue: null };

const measured = (
  bucket: Timeseries[number],
  figures: ReturnType<typeof shopFiguresOf> | null,
): WholeShopSeries[number] => ({ ...bucket, ...(figures ?? unknown) });
