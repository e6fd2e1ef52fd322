import type { FastifyRequest } from 'fastify';
import type { AccessDirectory, Tenant } from '#domain/access/tenant.ts';
import { Problem } from './problem.ts';

/** A suspended tenant may be read, and not written to. */
export type TenantAccess = 'read' | 'write';

/**
 * Returns the tenant that `/tenants/:id…` names, if the caller is its owner, a super admin, or a key of this very tenant. To any other
 * caller it is a 404, like a tenant that does not exist; writing to a suspended tenant is a 403.
 */
export function tenantOf(request: FastifyRequest, directory: AccessDirectory, access: TenantAccess): Tenant {
  const { id } = request.params as { id: string };
  const tenant = directory.tenant(id);
  if (tenant === undefined || !mayTouch(request, tenant)) throw noSuchTenant();
  if (access === 'write' && tenant.status !== 'active') throw tenantSuspended();
  return tenant;
}

function mayTouch({ caller }: FastifyRequest, tenant: Tenant): boolean {
  if (caller.kind === 'key') return caller.tenant.tenantId === tenant.tenantId;
  if (caller.kind === 'admin') return caller.role === 'super_admin' || caller.adminId === tenant.adminId;
  throw new Error(`a route of one tenant was called by ${caller.kind}: its auth is wrong`);
}

export const noSuchTenant = (): Problem => new Problem(404, 'There is no such tenant.');

/** What keys of a suspended tenant are told, and whoever would change it. */
export const tenantSuspended = (): Problem =>
  new Problem(
    403,
    'Tenant suspended: its admin makes it active again by PUT /api/v1/tenants/:id {"status": "active"}.',
  );
