import type { FastifyRequest } from 'fastify';
import type { AccessDirectory, Tenant } from '#domain/access/tenant.ts';
import type { Caller } from '#runtime/http/caller.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Actor } from '#stores/control/record-act.ts';

/** The admin of a request on a route whose `auth` is admin. */
export function adminOf(request: FastifyRequest): Caller & { kind: 'admin' } {
  if (request.caller.kind !== 'admin') throw new Error('this route is not for admins: its auth is wrong');
  return request.caller;
}

/** Who an act is recorded of. */
export const actorOf = (request: FastifyRequest): Actor => ({ adminId: adminOf(request).adminId, address: request.ip });

/** The tenant of `/tenants/:id`, where it is the admin's. Another's is a 404, as one that does not exist. */
export function tenantOf(request: FastifyRequest, directory: AccessDirectory): Tenant {
  const admin = adminOf(request);
  const { id } = request.params as { id: string };
  const tenant = directory.tenant(id.toLowerCase());
  if (tenant === undefined || (tenant.adminId !== admin.adminId && admin.role !== 'super_admin')) throw noSuchTenant();
  return tenant;
}

/** The same for a change: a suspended tenant's data stays as it is. */
export function activeTenantOf(request: FastifyRequest, directory: AccessDirectory): Tenant {
  const tenant = tenantOf(request, directory);
  if (tenant.status !== 'active') throw tenantSuspended();
  return tenant;
}

export const noSuchTenant = (): Problem => new Problem(404, 'There is no such tenant.');
export const tenantSuspended = (): Problem => new Problem(403, 'Tenant suspended');
