import Type from 'typebox';
import type { ExperimentSettings } from '#domain/experiments/experiment.ts';
import { runsOn } from '#domain/experiments/find-blockers.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import {
  defaultTargetPrecision,
  defaultTrafficSplit,
  ExperimentsQuery,
  experimentContracts,
} from '#schemas/http/experiments.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { defaultPlacementId } from '#schemas/http/recommendations.ts';
import { insertExperiment } from '#stores/experiments/insert-experiment.ts';
import { type ExperimentFilter, listExperiments } from '#stores/experiments/read-experiments.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { putInForce } from '../put-in-force.ts';
import { experimentRoute, experimentsPath } from './experiment-route.ts';
import { experimentView } from './experiment-view.ts';

const defaults: Omit<ExperimentSettings, 'name' | 'controlStrategy' | 'variantStrategy'> = {
  placementId: defaultPlacementId,
  trafficSplit: defaultTrafficSplit,
  metric: 'ctr',
  preset: 'clear_signals',
  guardrails: [],
  targetPrecision: defaultTargetPrecision,
  plannedDays: null,
  plannedUsers: null,
};

/** The list of a tenant's experiments, and a new draft. */
export function experimentCollectionRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { CreateExperimentBody, ExperimentView } = experimentContracts(strategies);
  const collection = { ...experimentRoute, path: experimentsPath, params: TenantParams } as const;
  return [
    {
      ...collection,
      method: 'GET',
      summary: 'Experiments, the newest first',
      query: ExperimentsQuery,
      answers: { 200: Type.Array(ExperimentView) },
      meta: PageMeta,
      async handler(request) {
        const { tenantId } = tenantOf(request, directory, 'read');
        const query = request.query as ExperimentFilter & { limit?: number; offset?: number };
        const { limit = defaultPageLimit, offset = 0, ...filter } = query;
        const { experiments, total } = await listExperiments(database, tenantId, filter, limit, offset);
        return success(experiments.map(experimentView), { total, limit, offset });
      },
    },
    {
      ...collection,
      method: 'POST',
      summary: 'Create a draft; a copy of an experiment splits its users anew',
      body: CreateExperimentBody,
      answers: { 201: ExperimentView },
      problems: [409],
      async handler(request, reply) {
        const { tenantId } = tenantOf(request, directory, 'write');
        const wanted = {
          ...defaults,
          ...(request.body as Partial<typeof defaults> & Pick<ExperimentSettings, 'name'>),
        };
        const inserted = await insertExperiment(
          database,
          actorOf(request),
          tenantId,
          wanted as ExperimentSettings,
          keepAnswer(request, idempotencyKeys, (created) => ({ status: 201, body: success(experimentView(created)) })),
        );
        if (!inserted.ok) {
          if (inserted.reason === 'another_runs') throw new Problem(409, runsOn(inserted.name, wanted.placementId));
          throw inserted.reason === 'suspended' ? tenantSuspended() : noSuchTenant();
        }
        reply.status(201);
        return success(experimentView(inserted.experiment), await putInForce(directory));
      },
    },
  ];
}
