import Type from 'typebox';
import type { Tenant } from '#domain/access/tenant.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { closed, Uuid } from '#schemas/http/fields.ts';
import { PageMeta } from '#schemas/http/paging.ts';
import { CreateTenantBody, TenantList, TenantsQuery, TenantView, UpdateTenantBody } from '#schemas/http/tenants.ts';
import { createTenant, updateTenant } from '#stores/access/tenant-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf, adminOf, tenantOf } from '../admin-of.ts';

const tag = 'Tenants';
const params = closed({ id: Uuid });

/** Tenants and their lifecycle (FR-003). A change is answered once this process goes by it. */
export function tenantRoutes({ database, directory }: QueryApiDeps): Route[] {
  const view = (tenantId: string): TenantView => {
    const tenant = directory.tenant(tenantId);
    if (tenant === undefined) throw new Problem(404, `There is no tenant ${tenantId}.`);
    return toView(tenant);
  };
  return [
    {
      method: 'GET',
      path: '/api/v1/tenants',
      auth: 'admin',
      limit: 'none',
      summary: 'Your tenants, the oldest first',
      tag,
      query: TenantsQuery,
      answers: { 200: TenantList },
      meta: PageMeta,
      async handler(request) {
        const { limit, offset } = request.query as { limit: number; offset: number };
        const admin = adminOf(request);
        const mine = directory
          .tenants()
          .filter(({ adminId }) => adminId === admin.adminId || admin.role === 'super_admin');
        return success(mine.slice(offset, offset + limit).map(toView), { total: mine.length, limit, offset });
      },
    },
    {
      method: 'POST',
      path: '/api/v1/tenants',
      auth: 'admin',
      limit: 'none',
      summary: 'Create a tenant with its two spaces',
      tag,
      body: CreateTenantBody,
      answers: { 201: TenantView },
      async handler(request, reply) {
        const { name, config = {} } = request.body as CreateTenantBody;
        refuseUnknownTimeZone(config.timeZone);
        const tenantId = await createTenant(database, actorOf(request), name, config);
        await directory.refresh();
        reply.status(201);
        return success(view(tenantId));
      },
    },
    {
      method: 'GET',
      path: '/api/v1/tenants/:id',
      auth: 'admin',
      limit: 'none',
      summary: 'One tenant',
      tag,
      params,
      answers: { 200: TenantView },
      handler: async (request) => success(toView(tenantOf(request, directory))),
    },
    {
      method: 'PUT',
      path: '/api/v1/tenants/:id',
      auth: 'admin',
      limit: 'none',
      summary: 'Change name, status or configuration; what is not named stays',
      tag,
      params,
      body: UpdateTenantBody,
      answers: { 200: TenantView },
      problems: [403],
      async handler(request) {
        const tenant = tenantOf(request, directory);
        const change = request.body as UpdateTenantBody;
        if (tenant.status === 'suspended' && change.status !== 'active') throw new Problem(403, 'Tenant suspended');
        refuseUnknownTimeZone(change.config?.timeZone);
        await updateTenant(database, actorOf(request), tenant.tenantId, change);
        await directory.refresh();
        return success(view(tenant.tenantId));
      },
    },
    {
      method: 'DELETE',
      path: '/api/v1/tenants/:id',
      auth: 'admin',
      limit: 'none',
      summary: 'Delete a tenant: its keys stop working, its data is purged later',
      tag,
      params,
      answers: { 204: Type.Null() },
      async handler(request, reply) {
        const tenant = tenantOf(request, directory);
        await updateTenant(database, actorOf(request), tenant.tenantId, { status: 'deleted' });
        await directory.refresh();
        return reply.status(204).send();
      },
    },
  ];
}

function toView(tenant: Tenant): TenantView {
  return {
    id: tenant.tenantId,
    name: tenant.name,
    status: tenant.status,
    config: structuredClone(tenant.config) as TenantView['config'],
    createdAt: tenant.createdAt.toISOString(),
    updatedAt: tenant.updatedAt.toISOString(),
  };
}

function refuseUnknownTimeZone(timeZone: string | undefined): void {
  if (timeZone === undefined) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    const message = `\`config.timeZone\` must be an IANA time zone, such as Europe/Berlin.`;
    throw new Problem(400, 'The body is not valid: see errors.', {
      errors: [{ path: '/config/timeZone', message, code: 'time_zone' }],
    });
  }
}
