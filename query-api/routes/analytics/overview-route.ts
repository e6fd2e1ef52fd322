import { type Kpis, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { ComparedKpis, OverviewMeta, OverviewQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { readSums } from '#stores/analytics/read-sums.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import { type AnalyticsDeps, askAnalytics, spanOf } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';
import { compareKpis } from './compare-kpis.ts';

/** The figures of a window, beside those of the one before. */
export function overviewRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/overview`,
    summary: 'Impressions, clicks, CTR, conversions and revenue, beside the period before',
    params: TenantParams,
    query: OverviewQuery,
    answers: { 200: ComparedKpis },
    meta: OverviewMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as OverviewQuery;
      const { space = 'live', compare = 'previous' } = query;
      const isCompared = compare === 'previous';
      const scopes = [tenant.scopes[space]];
      const asked = askedWindow(query, tenant.config.timeZone, new Date());
      const question = { projection: 'analytics', scopes, asked };
      const { result, window, meta } = await askAnalytics(deps, question, (client, { previousFrom, from, to }) => {
        const pieces = piecesOf([previousFrom, from, to].map(Number)).filter(
          ({ bucket }) => bucket === 1 || isCompared,
        );
        return readSums(client, scopes, pieces, query);
      });
      const [previous, current] = [0, 1].map((n) => kpisOf(result.find(({ bucket }) => bucket === n) ?? noSums)) as [
        Kpis,
        Kpis,
      ];
      const data = compareKpis(current, isCompared ? previous : null);
      return success(data satisfies ComparedKpis, {
        ...meta,
        previousWindow: isCompared ? spanOf(window.previousFrom, window.from) : null,
      });
    },
  };
}
