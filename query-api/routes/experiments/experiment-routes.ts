import type { Route } from '#runtime/http/route.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { experimentCollectionRoutes } from './experiment-collection-routes.ts';
import { experimentStepRoutes } from './experiment-step-routes.ts';
import { holdoutRoutes } from './holdout-routes.ts';
import { oneExperimentRoutes } from './one-experiment-routes.ts';
import { planningRoutes } from './planning-routes.ts';
import { resultsByDayRoute } from './results-by-day-route.ts';
import { resultsRoutes } from './results-routes.ts';

/** Experiments and the holdout of a tenant (FR-017 to FR-019). For admins alone: read keys stand in web pages. */
export function experimentRoutes(deps: QueryApiDeps): Route[] {
  return [
    ...experimentCollectionRoutes(deps),
    ...oneExperimentRoutes(deps),
    ...experimentStepRoutes(deps),
    ...planningRoutes(deps),
    ...resultsRoutes(deps),
    resultsByDayRoute(deps),
    ...holdoutRoutes(deps),
  ];
}
