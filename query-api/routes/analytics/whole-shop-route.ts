import { compare, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { numberOfPriceE4 } from '#domain/price.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { OverviewMeta, OverviewQuery, WholeShop } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { countWholeShop } from '#stores/analytics/count-whole-shop.ts';
import { readSums } from '#stores/analytics/read-sums.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import { type AnalyticsDeps, askAnalytics, spanOf } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';
import { type ShopFigures, shopFiguresOf } from './shop-figures.ts';

/** What recommendations brought, measured by the whole shop. A filter narrows the recommendations down, and never the shop. */
export function wholeShopRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/whole-shop`,
    summary: 'Revenue of recommendations per visitor, and as a share of all revenue',
    params: TenantParams,
    query: OverviewQuery,
    answers: { 200: WholeShop },
    meta: OverviewMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as OverviewQuery;
      const isCompared = query.compare !== 'none';
      const scope = tenant.scopes[query.space ?? 'live'];
      const asked = askedWindow(query, tenant.config.timeZone, new Date());
      const question = { projection: 'analytics', scopes: [scope], asked };
      const { result, window, meta } = await askAnalytics(deps, question, (client, { previousFrom, from, to }) =>
        readSums(client, [scope], piecesOf([previousFrom, from, to].map(Number)), query),
      );
      const sumsOf = (n: number) => result.find(({ bucket }) => bucket === n) ?? noSums;
      const { previousFrom, from, to } = window;
      const spans = [{ from, to }, ...(isCompared ? [{ from: previousFrom, to: from }] : [])];
      const counted = await countWholeShop(deps.database, scope, spans, tenant.config.currency);
      const told = { ...meta, previousWindow: isCompared ? spanOf(previousFrom, from) : null };
      if (meta.freshness.hasFormerCurrency) return success(notCounted('former_currency'), told);
      if (counted.reason === 'too_much') return success(notCounted('too_much'), told);
      const [current, previous] = counted.counts;
      if (current === undefined || current === null) return success(notCounted('archived'), told);
      const revenueOf = (n: number) => numberOfPriceE4(sumsOf(n).revenueE4);
      const then = previous === undefined || previous === null ? null : shopFiguresOf(previous, revenueOf(0));
      return success(compareShop(shopFiguresOf(current, revenueOf(1)), then), told);
    },
  };
}

const notCounted = (reason: NonNullable<WholeShop['notCounted']>): WholeShop => ({
  visitors: null,
  totalRevenue: null,
  revenuePerVisitor: null,
  shareOfRevenue: null,
  notCounted: reason,
});

function compareShop(current: ShopFigures, previous: ShopFigures | null): WholeShop {
  const of = (name: keyof ShopFigures) => compare(current[name], previous?.[name] ?? null);
  return {
    visitors: of('visitors'),
    totalRevenue: of('totalRevenue'),
    revenuePerVisitor: of('revenuePerVisitor'),
    shareOfRevenue: of('shareOfRevenue'),
    notCounted: null,
  };
}
