import { strategies as registered } from '#domain/strategies/index.ts';
import type { Route } from '#runtime/http/route.ts';
import { ExperimentParams, experimentContracts } from '#schemas/http/experiments.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { changeOf } from './change-of.ts';
import { experimentRoute, experimentsPath } from './experiment-route.ts';

const steps = [
  { name: 'start', status: 'running', summary: 'Start an experiment, or go on after a pause' },
  { name: 'pause', status: 'paused', summary: 'Pause: nobody new enters, what was seen counts on' },
  { name: 'complete', status: 'completed', summary: 'Complete an experiment, for good' },
] as const;

/** The steps of an experiment (FR-017). */
export function experimentStepRoutes(deps: QueryApiDeps): Route[] {
  const { ExperimentView } = experimentContracts(deps.strategies ?? registered);
  return steps.map(({ name, status, summary }) => ({
    ...experimentRoute,
    method: 'POST',
    path: `${experimentsPath}/:expId/${name}`,
    summary,
    params: ExperimentParams,
    answers: { 200: ExperimentView },
    problems: [409],
    handler: (request) => changeOf(request, deps, { settings: {}, step: status, mayRepeat: false }),
  }));
}
