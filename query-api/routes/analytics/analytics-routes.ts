import type { Route } from '#runtime/http/route.ts';
import { allTenantsRoute } from './all-tenants-route.ts';
import type { AnalyticsDeps } from './ask-analytics.ts';
import { breakdownRoute } from './breakdown-route.ts';
import { exportRoute } from './export-route.ts';
import { liveRoute } from './live-route.ts';
import { overviewRoute } from './overview-route.ts';
import { timeseriesRoute } from './timeseries-route.ts';
import { topProductsRoute } from './top-products-route.ts';
import { usageRoute } from './usage-route.ts';
import { wholeShopRoute } from './whole-shop-route.ts';
import { wholeShopSeriesRoute } from './whole-shop-series-route.ts';

/** What recommendations led to (FR-020, FR-021, FR-024), from sums that are folded with the events. For admins alone: read keys stand in web pages. */
export function analyticsRoutes(deps: AnalyticsDeps): Route[] {
  return [
    overviewRoute(deps),
    wholeShopRoute(deps),
    wholeShopSeriesRoute(deps),
    timeseriesRoute(deps),
    breakdownRoute(deps),
    topProductsRoute(deps),
    liveRoute(deps),
    exportRoute(deps),
    allTenantsRoute(deps),
    usageRoute(deps),
  ];
}
