import type { Tenant } from '#domain/access/tenant.ts';
import { addSums, type KpiSums, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { AnalyticsQuery, Breakdown, BreakdownMeta, maxBreakdownRows } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
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
      const { result, meta } = await askBreakdown(deps, tenant, request.query as AnalyticsQuery);
      const { placements, strategies } = result;
      const first = <Row>(rows: readonly Row[]) => rows.slice(0, maxBreakdownRows);
      const data: Breakdown = {
        byPlacement: first(placements).map(([placementId, sums]) => ({ placementId, ...kpisOf(sums) })),
        byStrategy: first(strategies).map(([strategy, sums]) => ({ strategy, ...kpisOf(sums) })),
      };
      const beyond = (groups: readonly unknown[]) => Math.max(0, groups.length - maxBreakdownRows);
      return success(data, {
        ...meta,
        omitted: { placements: beyond(placements), strategies: beyond(strategies) },
      });
    },
  };
}

/** All of them; `rows` by both. */
export async function askBreakdown(deps: AnalyticsDeps, tenant: Tenant, query: AnalyticsQuery) {
  const scopes = [tenant.scopes[query.space ?? 'live']];
  const asked = askedWindow(query, tenant.config.timeZone, new Date());
  const question = { projection: 'analytics', scopes, asked };
  return askAnalytics(deps, question, async (client, { from, to }) => {
    const pieces = piecesOf([from.getTime(), to.getTime()]);
    const rows = await readSums(client, scopes, pieces, query, ['placement_id', 'strategy']);
    return { placements: groupsOf(rows, 0), strategies: groupsOf(rows, 1), rows };
  });
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
