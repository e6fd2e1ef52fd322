import type { Route } from '#runtime/http/route.ts';
import type { QueryApiDeps } from './query-api-deps.ts';
import { analyticsRoutes } from './routes/analytics/analytics-routes.ts';
import { apiKeyRoutes } from './routes/api-keys/api-key-routes.ts';
import { auditRoutes } from './routes/audit/audit-routes.ts';
import { authRoutes } from './routes/auth/auth-routes.ts';
import { deadLetterRoutes } from './routes/dead-letters/dead-letter-routes.ts';
import { eventRoutes } from './routes/events/event-routes.ts';
import { experimentRoutes } from './routes/experiments/experiment-routes.ts';
import { exposureRoutes } from './routes/exposures/exposure-routes.ts';
import { healthRoutes } from './routes/health/health-routes.ts';
import { replayRoutes } from './routes/replays/replay-routes.ts';
import { rulesRoutes } from './routes/rules/rules-routes.ts';
import { sdkRoutes } from './routes/sdk/sdk-routes.ts';
import { tenantRoutes } from './routes/tenants/tenant-routes.ts';
import { userHashRoute } from './routes/tenants/user-hash-route.ts';
import { widgetRoutes } from './routes/widgets/widget-routes.ts';

/** Every route of the query API; its recommendations are added by who hosts the models. */
export function queryApiRoutes(deps: QueryApiDeps): Route[] {
  return [
    ...healthRoutes(deps),
    ...authRoutes(deps),
    ...tenantRoutes(deps),
    userHashRoute(deps),
    ...apiKeyRoutes(deps),
    ...auditRoutes(deps),
    ...eventRoutes(deps),
    ...exposureRoutes(deps),
    ...analyticsRoutes(deps),
    ...experimentRoutes(deps),
    ...widgetRoutes(deps),
    ...rulesRoutes(deps),
    ...deadLetterRoutes(deps),
    ...replayRoutes(deps),
    ...sdkRoutes(deps),
  ];
}
