import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { Live, LiveMeta, LiveQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { readFoldState } from '#stores/analytics/read-fold-state.ts';
import { readLive } from '#stores/analytics/read-live.ts';
import { freshnessOf } from '../../freshness-of.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import type { AnalyticsDeps } from './ask-analytics.ts';

const hourMs = 3_600_000;

/** The last hour, for a page that asks again and again. */
export function liveRoute({ database, directory, readiness }: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/live`,
    summary: 'The last hour by minute, or by quarter hour if there is too much of it',
    params: TenantParams,
    query: LiveQuery,
    answers: { 200: Live },
    meta: LiveMeta,
    async handler(request) {
      const tenant = tenantOf(request, directory, 'read');
      const query = request.query as LiveQuery;
      const scope = tenant.scopes[query.space ?? 'live'];
      const { lag } = await readiness({ isNow: false });
      const now = new Date();
      const { source, steps } = await readLive(database, scope, query, now);
      const within = { from: new Date(now.getTime() - hourMs), to: now };
      const state = await database.scoped({ scopes: [scope] }, (client) => readFoldState(client, 'analytics', within));
      const data = steps.map((step): Live[number] => ({
        ...step,
        start: step.start.toISOString(),
        end: step.end.toISOString(),
      }));
      return success(data, { source, freshness: freshnessOf(state, lag) });
    },
  };
}
