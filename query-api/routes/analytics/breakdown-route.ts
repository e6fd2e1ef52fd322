import { addSums, type KpiSums, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { AnalyticsQuery, Breakdown, BreakdownMeta, maxBreakdownRows } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { analyticsTables } from '#stores/analytics/analytics-tables.ts';
import { readSums, type SumRow } from '#stores/analytics/read-sums.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import { type AnalyticsDeps, askAnalytics } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';

/** The figures of each placement, and of each strategy: both add up to the overview. */
export function breakdownRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/breakdown`,
    summary: 'The same by placement, and by strategy',
    params: TenantParams,
    query: AnalyticsQuery,
    answers: { 200: Breakdown },
    meta: BreakdownMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as AnalyticsQuery;
      const scopes = [tenant.scopes[query.space ?? 'live']];
      const asked = askedWindow(query, tenant.config.timeZone, new Date());
      const question = { projection: 'analytics', scopes, asked };
      const { result, meta } = await askAnalytics(deps, question, (client, { from, to }) => {
        const pieces = piecesOf([from.getTime(), to.getTime()]);
        return readSums(client, analyticsTables, scopes, pieces, query, ['placement_id', 'strategy']);
      });
      const placements = groupsOf(result, 0);
      const strategies = groupsOf(result, 1);
      const data: Breakdown = {
        byPlacement: placements
          .slice(0, maxBreakdownRows)
          .map(([placementId, sums]) => ({ placementId, ...kpisOf(sums) })),
        byStrategy: strategies.slice(0, maxBreakdownRows).map(([strategy, sums]) => ({ strategy, ...kpisOf(sums) })),
      };
      const beyond = (groups: readonly unknown[]) => Math.max(0, groups.length - maxBreakdownRows);
      return success(data, {
        ...meta,
        omitted: { placements: beyond(placements), strategies: beyond(strategies) },
      });
    },
  };
}

/** Added up by one text of their group, the most impressions first. What is no recommendation's has no placement, and none of these figures. */
function groupsOf(rows: readonly SumRow[], place: 0 | 1): [string, KpiSums][] {
  const groups = new Map<string, KpiSums>();
  for (const row of rows) {
    const name = row.group[place] ?? '';
    if (row.group[0] !== '') groups.set(name, addSums(groups.get(name) ?? noSums, row));
  }
  return [...groups].sort(([a, { impressions: ofA }], [b, { impressions: ofB }]) => ofB - ofA || (a < b ? -1 : 1));
}
