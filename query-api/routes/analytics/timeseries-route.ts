import type { Tenant } from '#domain/access/tenant.ts';
import { type KpiSums, kpisOf, noSums } from '#domain/analytics/kpis.ts';
import { piecesOf } from '#domain/analytics/window-pieces.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { Timeseries, TimeseriesMeta, TimeseriesQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { type BucketStart, readBucketStarts } from '#stores/analytics/bucket-starts.ts';
import { readSums } from '#stores/analytics/read-sums.ts';
import type { Window } from '#stores/analytics/resolve-window.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import { type AnalyticsDeps, type Asked, askAnalytics } from './ask-analytics.ts';
import { askedWindow } from './asked-window.ts';

/** The figures of each day or hour. */
export function timeseriesRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/timeseries`,
    summary: "The same by day or hour of a time zone's clock, zeros included",
    params: TenantParams,
    query: TimeseriesQuery,
    answers: { 200: Timeseries },
    meta: TimeseriesMeta,
    async handler(request) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as TimeseriesQuery;
      const { result, meta } = await askTimeseries(deps, tenant, query);
      return success(result, { ...meta, interval: query.interval ?? 'day' });
    },
  };
}

export function askTimeseries(deps: AnalyticsDeps, tenant: Tenant, query: TimeseriesQuery): Promise<Asked<Timeseries>> {
  const { space = 'live', interval = 'day' } = query;
  const scopes = [tenant.scopes[space]];
  const asked = askedWindow(query, tenant.config.timeZone, new Date(), interval === 'hour' ? 1 : undefined);
  const question = { projection: 'analytics', scopes, asked, interval };
  return askAnalytics(deps, question, async (client, window) => {
    const starts = await readBucketStarts(client, window, asked.timeZone, interval);
    const pieces = piecesOf([...starts.map(({ at }) => at.getTime()), window.to.getTime()]);
    return toSeries(starts, window, await readSums(client, scopes, pieces, query));
  });
}

function toSeries(
  starts: readonly BucketStart[],
  { to }: Window,
  sums: readonly (KpiSums & { bucket: number })[],
): Timeseries {
  const byBucket = new Map(sums.map((row) => [row.bucket, row]));
  return starts.map(({ at, local }, n) => ({
    start: at.toISOString(),
    end: (starts[n + 1]?.at ?? to).toISOString(),
    local,
    ...kpisOf(byBucket.get(n) ?? noSums),
  }));
}
