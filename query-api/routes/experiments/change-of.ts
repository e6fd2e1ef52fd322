import type { FastifyRequest } from 'fastify';
import { refusalOf } from '#domain/experiments/experiment.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import { type Changed, changeExperiment, type ExperimentChange } from '#stores/experiments/change-experiment.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { putInForce } from '../put-in-force.ts';
import { experimentIdOf, noSuchExperiment } from './experiment-route.ts';
import { experimentView } from './experiment-view.ts';

/** Makes the change that a request asks for, and returns the experiment once the change is in force in this process; a 409 says which changes are possible. */
export async function changeOf(request: FastifyRequest, deps: QueryApiDeps, change: ExperimentChange) {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { tenantId } = tenantOf(request, directory, 'write');
  const of = { tenantId, experimentId: experimentIdOf(request), knownStrategies: strategies.map(({ name }) => name) };
  const kept = keepAnswer<Parameters<typeof experimentView>[0]>(request, idempotencyKeys, (experiment) => ({
    status: 200,
    body: success(experimentView(experiment)),
  }));
  const changed = await changeExperiment(database, actorOf(request), of, change, kept);
  if (!changed.ok) throw problemOfChange(changed);
  return success(experimentView(changed.experiment), await putInForce(directory));
}

function problemOfChange(refused: Extract<Changed, { ok: false }>): Problem {
  switch (refused.reason) {
    case 'gone':
      return noSuchTenant();
    case 'suspended':
      return tenantSuspended();
    case 'missing':
      return noSuchExperiment();
    case 'settled':
      return new Problem(
        409,
        `An experiment that was started keeps ${listOf(refused.fields)}: its users have seen it so. Complete it, and create a copy.`,
      );
    case 'blocked':
      return new Problem(409, refused.blockers.map(({ text }) => text).join(' '));
    case 'forbidden_step':
      return new Problem(409, refusalOf(refused.from, refused.to));
  }
}

const listOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
