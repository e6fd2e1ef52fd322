import { judgeByDay } from '#domain/experiments/judge-by-day.ts';
import { usualUsers } from '#domain/experiments/judge-experiment.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { ResultsByDay, ResultsByDayMeta, ResultsByDayQuery } from '#schemas/http/experiment-results.ts';
import { ExperimentParams } from '#schemas/http/experiments.ts';
import { readArmsByDay } from '#stores/experiment-results/read-arms-by-day.ts';
import { readExperiment } from '#stores/experiments/read-experiments.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { experimentIdOf, experimentRoute, experimentsPath, noSuchExperiment } from './experiment-route.ts';
import { sequentialView } from './results-view.ts';

/** How a metric of an experiment went from day to day. */
export function resultsByDayRoute({ database, directory }: QueryApiDeps): Route {
  return {
    ...experimentRoute,
    method: 'GET',
    path: `${experimentsPath}/:expId/results/days`,
    summary: 'A metric of both arms by the day on which users entered, and what could be said at the end of each day',
    params: ExperimentParams,
    query: ResultsByDayQuery,
    answers: { 200: ResultsByDay },
    meta: ResultsByDayMeta,
    async handler(request) {
      const { tenantId, scopes } = tenantOf(request, directory, 'read');
      const { space = 'live', metric: asked } = request.query as ResultsByDayQuery;
      const scope = scopes[space];
      const experiment = await database.scoped({ tenantId, scopes: [scope] }, (client) =>
        readExperiment(client, tenantId, experimentIdOf(request)),
      );
      if (experiment === undefined) throw noSuchExperiment();
      const metric = asked ?? experiment.metric;
      const read = await readArmsByDay(database, { tenantId, scope }, experiment.experimentId);
      const days =
        read.reason === 'counted' ? judgeByDay(metric, read.days, experiment.plannedUsers ?? usualUsers) : [];
      return success(
        days.map(({ day, users, ofDay, upToDay }) => ({
          day,
          controlUsers: users.control,
          variantUsers: users.variant,
          controlMetric: ofDay.control,
          variantMetric: ofDay.variant,
          upToDay: {
            controlMetric: upToDay.control,
            variantMetric: upToDay.variant,
            lift: upToDay.lift,
            confidenceInterval: upToDay.liftInterval,
            sequential: sequentialView(upToDay.sequential),
          },
        })),
        { metric, notCounted: read.reason === 'counted' ? null : read.reason },
      );
    },
  };
}
