import type { FastifyRequest } from 'fastify';
import type { Tenant } from '#domain/access/tenant.ts';
import type { Scope } from '#domain/scope.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { ExposureMeta, ExposureParams, ExposureView } from '#schemas/http/exposures.ts';
import { readExposures, type StoredExposure } from '#stores/exposures/read-exposures.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { adminOf } from '../admin-of.ts';

/** Reads answers to shoppers by the id of their request. A write key sees those of its own space, an admin those of all own tenants. */
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
      meta: ExposureMeta,
      async handler(request) {
        const { requestId } = request.params as { requestId: string };
        const { exposures, total } = await readExposures(database, scopesOf(request), requestId);
        const [newest, ...others] = exposures.flatMap((one) => {
          const tenant = directory.tenantOfScope(one.scope);
          return tenant === undefined ? [] : [toView(one, tenant)];
        });
        if (newest === undefined) throw new Problem(404, 'No answer to a shopper is recorded under this request id.');
        return success(newest, { total, others });
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
