import type { Static } from 'typebox';
import { type Answer, ask, askForResponse } from '#console/http/ask.ts';
import type {
  AllTenantsKpis,
  AllTenantsQuery,
  AnalyticsQuery,
  Breakdown,
  BreakdownMeta,
  ComparedKpis,
  ExportQuery,
  Live,
  LiveMeta,
  LiveQuery,
  OverviewMeta,
  OverviewQuery,
  Timeseries,
  TimeseriesMeta,
  TimeseriesQuery,
  Usage,
  UsageMeta,
  UsageQuery,
  WholeShop,
  WholeShopSeries,
  WholeShopSeriesMeta,
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

export const readWholeShop = (
  tenantId: string,
  query: OverviewQuery,
  signal?: AbortSignal,
): Promise<Answer<WholeShop, Static<typeof OverviewMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/whole-shop`, { query, signal });

export const readWholeShopSeries = (
  tenantId: string,
  query: TimeseriesQuery,
  signal?: AbortSignal,
): Promise<Answer<WholeShopSeries, Static<typeof WholeShopSeriesMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/whole-shop/timeseries`, { query, signal });

export const readTimeseries = (
  tenantId: string,
  query: TimeseriesQuery,
  signal?: AbortSignal,
): Promise<Answer<Timeseries, Static<typeof TimeseriesMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/timeseries`, { query, signal });

export const readBreakdown = (
  tenantId: string,
  query: AnalyticsQuery,
  signal?: AbortSignal,
): Promise<Answer<Breakdown, Static<typeof BreakdownMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/breakdown`, { query, signal });

export const readLive = (
  tenantId: string,
  query: LiveQuery,
  signal?: AbortSignal,
): Promise<Answer<Live, Static<typeof LiveMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/analytics/live`, { query, signal });

export const readUsage = (
  tenantId: string,
  query: UsageQuery,
  signal?: AbortSignal,
): Promise<Answer<Static<typeof Usage>, Static<typeof UsageMeta>>> =>
  ask('GET', `/api/v1/tenants/${tenantId}/usage`, { query, signal });

/** A report as a CSV file, as the API writes it. */
export const exportCsv = async (tenantId: string, query: ExportQuery): Promise<Blob> =>
  (await askForResponse('GET', `/api/v1/tenants/${tenantId}/analytics/export`, { query })).blob();
