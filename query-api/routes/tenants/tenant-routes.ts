import { type TenantConfigChange, tenantDefaults } from '#domain/access/default-tenant-config.ts';
import type { Tenant } from '#domain/access/tenant.ts';
import { tenantConfigErrors } from '#domain/access/tenant-config-errors.ts';
import { strategies as registered } from '#domain/strategies/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { StoredAnswer } from '#runtime/http/idempotency.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { isSeen, tagOf } from '#runtime/http/tagged.ts';
import { noSuchTenant, tenantOf, tenantSuspended } from '#runtime/http/tenant-of.ts';
import { TenantParams } from '#schemas/http/fields.ts';
import { defaultPageLimit, PageMeta } from '#schemas/http/paging.ts';
import { TenantsQuery, tenantContracts, UpdatedTenantMeta } from '#schemas/http/tenants.ts';
import { createTenant, type TenantChange, updateTenant } from '#stores/control/tenant-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf, adminOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import { putInForce } from '../put-in-force.ts';

/** Tenants and their lifecycle (FR-003). A change is answered once it is in force in this process. */
export function tenantRoutes(deps: QueryApiDeps): Route[] {
  const { database, directory, idempotencyKeys, strategies = registered } = deps;
  const { CreateTenantBody, TenantList, TenantView, UpdateTenantBody } = tenantContracts(
    strategies,
    tenantDefaults(strategies),
  );
  const base = { auth: 'admin', limit: 'none', tag: 'Tenants' } as const;
  const collection = { ...base, path: '/api/v1/tenants' } as const;
  const one = { ...base, path: '/api/v1/tenants/:id', params: TenantParams } as const;

  const change = async (
    request: Parameters<typeof tenantOf>[0],
    wanted: TenantChange,
    toAnswer: (tenant: Tenant) => StoredAnswer,
  ) => {
    const { tenantId } = tenantOf(request, directory, 'read');
    const changed = await updateTenant(database, actorOf(request), tenantId, wanted, {
      keepAnswer: keepAnswer(request, idempotencyKeys, toAnswer),
      isSeen: (now) => isSeen(request, toView(now)),
    });
    if (changed === 'overtaken')
      throw new Problem(412, 'This tenant was changed since you read it, and nothing was changed now: read it again.');
    if (changed === 'gone') throw noSuchTenant();
    if (changed === 'suspended') throw tenantSuspended();
    return { changed, meta: await putInForce(directory) };
  };
  return [
    {
      ...collection,
      method: 'GET',
      summary: 'Your tenants, the oldest first',
      query: TenantsQuery,
      answers: { 200: TenantList },
      meta: PageMeta,
      async handler(request) {
        const { limit = defaultPageLimit, offset = 0 } = request.query as { limit?: number; offset?: number };
        const { adminId, role } = adminOf(request);
        const seen = directory.tenants().filter((tenant) => role === 'super_admin' || tenant.adminId === adminId);
        return success(seen.slice(offset, offset + limit).map(toView), { total: seen.length, limit, offset });
      },
    },
    {
      ...collection,
      method: 'POST',
      summary: 'Create a tenant with its two spaces',
      body: CreateTenantBody,
      answers: { 201: TenantView },
      async handler(request, reply) {
        const { name, config = {} } = request.body as { name: string; config?: TenantConfigChange };
        refuseConfig(config);
        const tenant = await createTenant(
          database,
          actorOf(request),
          name,
          config,
          keepAnswer(request, idempotencyKeys, (created) => ({ status: 201, body: success(toView(created)) })),
        );
        reply.status(201);
        return success(toView(tenant), await putInForce(directory));
      },
    },
    {
      ...one,
      method: 'GET',
      summary: 'One tenant',
      isTagged: true,
      answers: { 200: TenantView },
      async handler(request, reply) {
        const view = toView(tenantOf(request, directory, 'read'));
        reply.header('etag', tagOf(view));
        return success(view);
      },
    },
    {
      ...one,
      method: 'PUT',
      summary: 'Change name, status or configuration; what is not named stays',
      isTagged: true,
      body: UpdateTenantBody,
      answers: { 200: TenantView },
      meta: UpdatedTenantMeta,
      async handler(request, reply) {
        const wanted = request.body as TenantChange;
        refuseConfig(wanted.config ?? {});
        const warnings = warningsOf(tenantOf(request, directory, 'read').config.currency, wanted.config?.currency);
        const { changed, meta } = await change(request, wanted, (tenant) => ({
          status: 200,
          body: success(toView(tenant), { warnings }),
        }));
        reply.header('etag', tagOf(toView(changed)));
        return success(toView(changed), { warnings, ...meta });
      },
    },
    {
      ...one,
      method: 'DELETE',
      summary: 'Delete a tenant: its keys stop working, its data is purged later',
      isTagged: true,
      answers: { 204: null },
      async handler(request, reply) {
        await change(request, { status: 'deleted' }, () => ({ status: 204, body: null }));
        return reply.status(204).send();
      },
    },
  ];
}

function toView(tenant: Tenant) {
  return {
    id: tenant.tenantId,
    name: tenant.name,
    status: tenant.status,
    config: tenant.config,
    isDemo: tenant.isDemo ?? false,
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  };
}

function refuseConfig(change: TenantConfigChange): void {
  const errors = tenantConfigErrors(change);
  if (errors.length > 0) throw new Problem(400, 'The body is not valid: see errors.', { errors });
}

/** Revenue is judged when it is counted: another currency does not change what has been. */
function warningsOf(before: string, after: string | undefined) {
  if (after === undefined || after === before) return [];
  const message = `Revenue that is counted already was judged by ${before}, and stands under ${after} from now on: ask an operator to rebuild analytics, attribution, top_products and experiment_results. Until then meta.freshness.hasFormerCurrency of analytics is true for windows that have some of it.`;
  return [{ path: '/config/currency', message, code: 'former_currency' }];
}
