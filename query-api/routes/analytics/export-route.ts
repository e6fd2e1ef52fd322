import Type from 'typebox';
import type { Tenant } from '#domain/access/tenant.ts';
import { type Kpis, kpisOf } from '#domain/analytics/kpis.ts';
import { answerCsv, type CsvCell } from '#runtime/http/answer-csv.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { ExportQuery } from '#schemas/http/analytics.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { analyticsRoute, ofTenant } from './analytics-route.ts';
import type { AnalyticsDeps, Asked } from './ask-analytics.ts';
import { askBreakdown } from './breakdown-route.ts';
import { timesIn } from './time-with-offset.ts';
import { askTimeseries } from './timeseries-route.ts';
import { askTopProducts } from './top-products-route.ts';
import { askWholeShopSeries } from './whole-shop-series-route.ts';

type Table = {
  names: readonly string[];
  rows: readonly { labels: readonly CsvCell[]; kpis: Kpis; more?: readonly CsvCell[] }[];
  /** Of columns behind the figures that every report has. */
  more?: readonly string[];
  meta: Asked<unknown>['meta'];
};

/** Products of one file, the best first. */
const exportedProducts = 10_000;
const shopNames = ['visitors', 'totalRevenue', 'revenuePerVisitor', 'shareOfRevenue'] as const;
const kpiNames = ['impressions', 'clicks', 'ctr', 'conversions', 'revenue', 'foreignCurrency'] as const;

/** The same answers as a file for a spreadsheet. Its times are those of the zone's clock: `local` as spreadsheets read it, `start` and `end` with their offset. */
export function exportRoute(deps: AnalyticsDeps): Route {
  return {
    ...analyticsRoute,
    path: `${ofTenant}/export`,
    summary:
      'A timeseries, one of the whole shop, a breakdown (by placement and strategy together) or the 10,000 top products as CSV',
    params: TenantParams,
    query: ExportQuery,
    answers: { 200: Type.String() },
    produces: 'text/csv',
    async handler(request, reply) {
      const tenant = tenantOf(request, deps.directory, 'read');
      const query = request.query as ExportQuery;
      const { names, rows, more = [], meta } = await tableOf(deps, tenant, query);
      const cells = rows.map((row) => [...row.labels, ...kpiNames.map((name) => row.kpis[name]), ...(row.more ?? [])]);
      // A file has no place for `meta`.
      reply.header('x-has-former-currency', String(meta.freshness.hasFormerCurrency));
      return answerCsv(reply, {
        fileName: `${query.report ?? 'timeseries'}.csv`,
        columns: [...names, ...kpiNames, ...more],
        rows: (async function* () {
          yield* cells;
        })(),
      });
    },
  };
}

const spanNames = ['local', 'start', 'end'] as const;

/** How a day or an hour is written in the zone that was asked for. */
function spansIn({ timeZone }: Table['meta']): (span: { local: string; start: string; end: string }) => CsvCell[] {
  const timeText = timesIn(String(timeZone));
  return ({ local, start, end }) => [local.replace('T', ' '), timeText(start), timeText(end)];
}

async function tableOf(deps: AnalyticsDeps, tenant: Tenant, query: ExportQuery): Promise<Table> {
  const { report = 'timeseries' } = query;
  if (report === 'timeseries') {
    const { result, meta } = await askTimeseries(deps, tenant, query);
    const labelsOf = spansIn(meta);
    return { names: spanNames, rows: result.map((step) => ({ labels: labelsOf(step), kpis: step })), meta };
  }
  if (report === 'whole-shop') {
    const { result, meta } = await askWholeShopSeries(deps, tenant, query);
    const labelsOf = spansIn(meta);
    const rows = result.map((step) => ({
      labels: labelsOf(step),
      kpis: step,
      more: shopNames.map((name) => step[name]),
    }));
    return { names: spanNames, rows, more: shopNames, meta };
  }
  if (report === 'breakdown') {
    const { result, meta } = await askBreakdown(deps, tenant, query);
    return {
      names: ['placementId', 'strategy'],
      rows: result.rows.filter(({ group }) => group[0] !== '').map((row) => ({ labels: row.group, kpis: kpisOf(row) })),
      meta,
    };
  }
  const { result, meta } = await askTopProducts(deps, tenant, { ...query, limit: exportedProducts });
  return {
    names: ['productId', 'name'],
    rows: result.map(({ productId, name, ...kpis }) => ({ labels: [productId, name], kpis })),
    meta,
  };
}
