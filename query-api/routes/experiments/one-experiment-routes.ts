import type { ExperimentSettings, ExperimentStatus } from '#domain/experiments/experiment.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import { ExperimentParams, experimentContracts } from '#schemas/http/experiments.ts';
import { findExperiment } from '#stores/experiments/read-experiments.ts';
import { type Removed, removeDraft } from '#stores/experiments/remove-draft.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { changeOf } from './change-of.ts';
import { experimentIdOf, experimentRoute, experimentsPath, noSuchExperiment } from './experiment-route.ts';
import { experimentView } from './experiment-view.ts';

/** One experiment: read, changed, and deleted while it is a draft. */
export function oneExperimentRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { ExperimentView, UpdateExperimentBody } = experimentContracts(strategies);
  const one = { ...experimentRoute, path: `${experimentsPath}/:expId`, params: ExperimentParams } as const;
  return [
    {
      ...one,
      method: 'GET',
      summary: 'One experiment',
      answers: { 200: ExperimentView },
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const experiment = await findExperiment(database, tenantId, experimentIdOf(request));
        if (experiment === undefined) throw noSuchExperiment();
        return success(experimentView(experiment));
      },
    },
    {
      ...one,
      method: 'PUT',
      summary: 'Change an experiment; what is not named stays, and a `status` is the same as the step',
      body: UpdateExperimentBody,
      answers: { 200: ExperimentView },
      problems: [409],
      async handler(request) {
        const body = request.body as Partial<ExperimentSettings> & { status?: ExperimentStatus };
        const { status = null, ...settings } = body;
        return changeOf(request, deps, { settings, step: status, mayRepeat: true });
      },
    },
    {
      ...one,
      method: 'DELETE',
      summary: 'Delete a draft; what was started stays, with its results',
      answers: { 204: null },
      problems: [409],
      async handler(request, reply) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const kept = keepAnswer<void>(request, idempotencyKeys, () => ({ status: 204, body: null }));
        const removed = await removeDraft(database, actorOf(request), tenantId, experimentIdOf(request), kept);
        if (removed !== 'removed') throw refusals[removed]();
        return reply.status(204).send();
      },
    },
  ];
}

const refusals: Record<Exclude<Removed, 'removed'>, () => Problem> = {
  missing: noSuchExperiment,
  started: () =>
    new Problem(409, 'Only a draft can be deleted: this experiment was started, and its results stay. Complete it.'),
  suspended: tenantSuspended,
  gone: noSuchTenant,
};
