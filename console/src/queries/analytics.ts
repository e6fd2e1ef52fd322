import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type {
  AllTenantsKpis,
  AllTenantsQuery,
  ComparedKpis,
  OverviewMeta,
  OverviewQuery,
  Timeseries,
  TimeseriesMeta,
  TimeseriesQuery,
} from '#schemas/http/analytics.ts';

export const readAllTenantsKpis = (
  query: AllTenantsQuery,
  signal?: AbortSignal,
): Promise<Answer<AllTenantsKpis, Static<typeof OverviewMeta>>> =>
  ask('GET', '/api/v1/analytics/overview', { query, signal });

export const readKpis = (
  tenantId: string,
  query: OverviewQuery,
  signal?: AbortSignal,
): Promise<Answer<ComparedKpis, Static<typeof OverviewMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/overview`, { query, signal });

export const readTimeseries = (
  tenantId: string,
  query: TimeseriesQuery,
  signal?: AbortSignal,
): Promise<Answer<Timeseries, Static<typeof TimeseriesMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/timeseries`, { query, signal });
