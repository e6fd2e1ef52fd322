import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  AaReplay,
  ExperimentResults,
  ExperimentResultsMeta,
  ExperimentResultsQuery,
} from '#schemas/http/experiment-results.ts';
import { ExperimentParams } from '#schemas/http/experiments.ts';
import { readFoldState } from '#stores/analytics/read-fold-state.ts';
import { judgeStored } from '#stores/experiment-results/judge-stored.ts';
import { readFigures, readReplay, storeReplay } from '#stores/experiment-results/replays.ts';
import { rememberVerdict } from '#stores/experiment-results/verdicts-shown.ts';
import { readExperiment } from '#stores/experiments/read-experiments.ts';
import { freshnessOf } from '../../freshness-of.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { experimentIdOf, experimentRoute, experimentsPath, noSuchExperiment } from './experiment-route.ts';
import { replayOnThread } from './replay-on-thread.ts';
import { replayView, resultsView } from './results-view.ts';

const replayRuns = 1_000;

/** What an experiment found, and what its tests find where there is nothing. */
export function resultsRoutes({ database, directory, readiness }: QueryApiDeps): Route[] {
  const one = { ...experimentRoute, params: ExperimentParams, query: ExperimentResultsQuery } as const;
  return [
    {
      ...one,
      method: 'GET',
      path: `${experimentsPath}/:expId/results`,
      summary: 'Figures of both arms, what can be concluded from them, and what a careful analyst would do',
      answers: { 200: ExperimentResults },
      meta: ExperimentResultsMeta,
      async handler(request) {
        const { tenantId, scopes } = tenantOf(request, directory, 'read');
        const scope = scopes[(request.query as ExperimentResultsQuery).space ?? 'live'];
        const experimentId = experimentIdOf(request);
        const { lag } = await readiness({ isNow: false });
        const computedAt = new Date();
        return database.scoped({ tenantId, scopes: [scope] }, async (client) => {
          const results = await judgeStored(client, tenantId, scope, experimentId, computedAt);
          if (results === undefined) throw noSuchExperiment();
          const verdicts = await rememberVerdict(client, scope, experimentId, results.judged.verdict);
          const replay = await readReplay(client, scope, experimentId);
          const { startedAtMs } = results.experiment;
          const ran = startedAtMs === null ? undefined : { from: new Date(startedAtMs), to: computedAt };
          const freshness = freshnessOf(await readFoldState(client, 'experiment_results', ran), lag);
          return success(resultsView({ ...results, verdicts, replay, computedAt }), { freshness });
        });
      },
    },
    {
      ...one,
      method: 'POST',
      path: `${experimentsPath}/:expId/aa`,
      operationId: 'checkExperimentByHalves',
      summary: `Split the users of an experiment at random ${replayRuns.toLocaleString('en')} times, and count how often its tests find a difference`,
      answers: { 200: AaReplay },
      problems: [409],
      async handler(request) {
        const { tenantId, scopes } = tenantOf(request, directory, 'write');
        const scope = scopes[(request.query as ExperimentResultsQuery).space ?? 'live'];
        const experimentId = experimentIdOf(request);
        const asker = { tenantId, scopes: [scope] };
        const { trafficSplit, users } = await database.scoped(asker, async (client) => {
          const experiment = await readExperiment(client, tenantId, experimentId);
          if (experiment === undefined) throw noSuchExperiment();
          return { trafficSplit: experiment.trafficSplit, users: await readFigures(client, scope, experimentId) };
        });
        if (users.length === 0)
          throw new Problem(
            409,
            'Nobody has been in this experiment yet, so there is nothing to split: try again once its results have users.',
          );
        const seed = Number.parseInt(experimentId.slice(0, 8), 16);
        const replay = await replayOnThread({ users, trafficSplit, runs: replayRuns, seed });
        return database.scoped(asker, async (client) => {
          await storeReplay(client, scope, experimentId, replay);
          const stored = await readReplay(client, scope, experimentId);
          if (stored === undefined) throw new Error('a replay that was stored is not there');
          return success(replayView(stored));
        });
      },
    },
  ];
}
