import { findBlockers } from '#domain/experiments/find-blockers.ts';
import {
  findHints,
  type PlanQuestion,
  planExperiment,
  warnOfDays,
  warnOfLift,
} from '#domain/experiments/plan-experiment.ts';
import type { Space } from '#domain/scope.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import {
  defaultPower,
  defaultTrafficSplit,
  ExperimentChecklist,
  ExperimentParams,
  ExperimentPlan,
  PlanBody,
  PlanMeta,
  PlanningQuery,
} from '#schemas/http/experiments.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPlacementId } from '#schemas/http/recommendations.ts';
import { nameOfRunning, readExperiment } from '#stores/experiments/read-experiments.ts';
import { readTraffic } from '#stores/experiments/read-traffic.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { experimentIdOf, experimentRoute, experimentsPath, noSuchExperiment } from './experiment-route.ts';

type SpaceQuery = { space?: Space };

/** What to know before a start: how long it will take, and what forbids it. Both from what the tenant's own shoppers did. */
export function planningRoutes({ database, directory, strategies = registered }: QueryApiDeps): Route[] {
  return [
    {
      ...experimentRoute,
      method: 'POST',
      path: `${experimentsPath}/plan`,
      operationId: 'planExperiment',
      summary: 'Users and days that a lift needs, from your own traffic of the last 28 days',
      params: TenantParams,
      query: PlanningQuery,
      body: PlanBody,
      answers: { 200: ExperimentPlan },
      meta: PlanMeta,
      async handler(request) {
        const { tenantId, scopes } = tenantOf(request, directory, 'read');
        const scope = scopes[(request.query as SpaceQuery).space ?? 'live'];
        const body = request.body as Partial<PlanQuestion> & { placementId?: string; lift: number };
        const { placementId = defaultPlacementId, ...asked } = body;
        const question: PlanQuestion = {
          metric: 'ctr',
          trafficSplit: defaultTrafficSplit,
          power: defaultPower,
          ...asked,
        };
        const traffic = await database.scoped({ tenantId, scopes: [scope] }, (client) =>
          readTraffic(client, scope, placementId),
        );
        const plan = planExperiment(traffic, question);
        const warnings = [
          ...warnOfLift(question.lift).map((message) => ({ path: '/lift', message, code: 'large_lift' })),
          ...warnOfDays(plan.daysNeeded).map((message) => ({ path: '/lift', message, code: 'long_plan' })),
        ];
        return success({ placementId, ...question, ...plan }, { warnings });
      },
    },
    {
      ...experimentRoute,
      method: 'GET',
      path: `${experimentsPath}/:expId/checklist`,
      summary: 'What must be true before a start, and what speaks against it',
      params: ExperimentParams,
      query: PlanningQuery,
      answers: { 200: ExperimentChecklist },
      async handler(request) {
        const { tenantId, scopes, status } = tenantOf(request, directory, 'read');
        const scope = scopes[(request.query as SpaceQuery).space ?? 'live'];
        return database.scoped({ tenantId, scopes: [scope] }, async (client) => {
          const experiment = await readExperiment(client, tenantId, experimentIdOf(request));
          if (experiment === undefined) throw noSuchExperiment();
          const { placementId, experimentId, metric, trafficSplit, targetPrecision: lift } = experiment;
          const otherRunning = await nameOfRunning(client, tenantId, placementId, experimentId);
          const knownStrategies = strategies.map(({ name }) => name);
          const blockers = findBlockers({ experiment, otherRunning, tenantStatus: status, knownStrategies });
          const traffic = await readTraffic(client, scope, placementId);
          const plan = planExperiment(traffic, { metric, lift, trafficSplit, power: defaultPower });
          const hints = findHints(experiment, traffic, plan);
          return success({ canStart: blockers.length === 0, blockers, hints });
        });
      },
    },
  ];
}
