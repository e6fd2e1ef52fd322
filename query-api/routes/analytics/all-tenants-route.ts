import { addSums, compare, type KpiSums, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { AllTenantsKpis, AllTenantsQuery, OverviewMeta } from '#schemas/http/analytics.ts';
import { readSums } from '#stores/analytics/read-sums.ts';
import { adminOf } from '../admin-of.ts';
import { analyticsRoute } from './analytics-route.ts';
import { type AnalyticsDeps, askAnalytics, spanOf } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';
import { compareKpis } from './compare-kpis.ts';

/** The figures of all tenants of the admin together, in their live spaces. */
export function allTenantsRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: '/api/v1/analytics/overview',
    operationId: 'getOverviewOfAllTenants',
    summary: 'The figures of all your tenants together',
    query: AllTenantsQuery,
    answers: { 200: AllTenantsKpis },
    meta: OverviewMeta,
    async handler(request) {
      const { adminId, role } = adminOf(request);
      const tenants = deps.directory.tenants().filter((one) => role === 'super_admin' || one.adminId === adminId);
      const currencies = new Map(tenants.map(({ scopes, config }) => [String(scopes.live), config.currency]));
      const scopes = tenants.map((tenant) => tenant.scopes.live);
      const query = request.query as AllTenantsQuery;
      const isCompared = query.compare !== 'none';
      const asked = askedWindow(query, 'UTC', new Date());
      const question = { projection: 'analytics', scopes, asked };
      const { result, window, meta } = await askAnalytics(deps, question, (client, { previousFrom, from, to }) => {
        const pieces = piecesOf([previousFrom, from, to].map(Number)).filter(
          ({ bucket }) => bucket === 1 || isCompared,
        );
        return readSums(client, scopes, pieces, {}, ['scope']);
      });
      const sumOf = (bucket: number, currency?: string): KpiSums =>
        result
          .filter((row) => row.bucket === bucket)
          .filter(({ group: [scope = ''] }) => currency === undefined || currencies.get(scope) === currency)
          .reduce(addSums, noSums);
      const revenueOf = (currency: string) => {
        const [previous, current] = [0, 1].map((bucket) => kpisOf(sumOf(bucket, currency)).revenue);
        return { currency, ...compare(current ?? 0, isCompared ? (previous ?? 0) : null) };
      };
      const { revenue: _, ...kpis } = compareKpis(kpisOf(sumOf(1)), isCompared ? kpisOf(sumOf(0)) : null);
      const revenue = [...new Set(currencies.values())].sort().map(revenueOf);
      const data: AllTenantsKpis = { ...kpis, revenue, tenants: tenants.length };
      return success(data, { ...meta, previousWindow: isCompared ? spanOf(window.previousFrom, window.from) : null });
    },
  };
}
