import type { FastifyRequest } from 'fastify';
import type { Tenant } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { ExposureParams, ExposureView } from '#schemas/http/exposures.ts';
import { readExposure, type StoredExposure } from '#stores/exposures/read-exposure.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { adminOf } from '../admin-of.ts';

/** Reads an answer to a shopper by the id of its request. A write key sees those of its own space, an admin those of all own tenants. */
export function exposureRoutes({ database, directory }: Pick<QueryApiDeps, 'database' | 'directory'>): Route[] {
  const scopesOf = (request: FastifyRequest): readonly Scope[] => {
    if (request.caller.kind === 'key') return [request.caller.key.scope];
    const { adminId, role } = adminOf(request);
    const own = directory.tenants().filter((tenant) => role === 'super_admin' || tenant.adminId === adminId);
    return own.flatMap(({ scopes }) => [scopes.live, scopes.test]);
  };
  return [
    {
      method: 'GET',
      path: '/api/v1/exposures/:requestId',
      auth: 'admin_or_key_write',
      limit: 'read',
      summary: 'What was answered to a shopper, and why; a few seconds after the answer',
      tag: 'Recommendations',
      params: ExposureParams,
      answers: { 200: ExposureView },
      async handler(request) {
        const { requestId } = request.params as { requestId: string };
        const found = await readExposure(database, scopesOf(request), requestId);
        const tenant = found && directory.tenantOfScope(found.scope);
        if (found === undefined || tenant === undefined)
          throw new Problem(404, 'No answer to a shopper is recorded under this request id.');
        return success(toView(found, tenant));
      },
    },
  ];
}

function toView(stored: StoredExposure, { tenantId, scopes }: Tenant): ExposureView {
  const { scope, servedAt, experimentId, variant, ...same } = stored;
  return {
    ...same,
    tenantId,
    space: scopes.live === scope ? 'live' : 'test',
    servedAt: servedAt.toISOString(),
    experiment: experimentId === null || variant === null ? null : { id: experimentId, variant },
  };
}
