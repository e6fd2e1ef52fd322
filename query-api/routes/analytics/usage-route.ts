import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { defaultUsageMonths, Usage, UsageMeta, UsageQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { readFoldState } from '#stores/analytics/read-fold-state.ts';
import { readUsage } from '#stores/usage/read-usage.ts';
import { freshnessOf } from '../../freshness-of.ts';
import { analyticsRoute } from './analytics-route.ts';
import type { AnalyticsDeps } from './ask-analytics.ts';

/** A tenant's use by month of arrival, on which prices are based. */
export function usageRoute({ database, directory, readiness }: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: '/api/v1/tenants/:id/usage',
    summary: 'Events and recommendation requests by month, the newest first',
    params: TenantParams,
    query: UsageQuery,
    answers: { 200: Usage },
    meta: UsageMeta,
    async handler(request) {
      const tenant = tenantOf(request, directory, 'read');
      const { space = 'live', months = defaultUsageMonths } = request.query as UsageQuery;
      const scope = tenant.scopes[space];
      const { lag } = await readiness({ isNow: false });
      return database.scoped({ scopes: [scope] }, async (client) => {
        const usage = await readUsage(client, scope, new Date(), months);
        return success(usage, { freshness: freshnessOf(await readFoldState(client, 'usage'), lag) });
      });
    },
  };
}
