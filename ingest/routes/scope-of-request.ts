import type { FastifyRequest } from 'fastify';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope, Space } from '#domain/scope.ts';
import { Problem } from '#runtime/http/problem.ts';

/** The scope of the key that asks. */
export function scopeOfKey(request: FastifyRequest): Scope {
  const { caller } = request;
  if (caller.kind !== 'key') throw new Error(`a route of keys was called by ${caller.kind}`);
  return caller.key.scope;
}

export type TenantAccess = 'read' | 'write';

/**
 * The scope that `/tenants/:id…` and `space` (default live) name, where the caller may touch it: its owner or a super admin,
 * or a key of this very tenant, which keeps to its own space. Anything else is a 404; writing to a suspended tenant a 403.
 */
export function scopeOfTenant(request: FastifyRequest, directory: AccessDirectory, access: TenantAccess): Scope {
  const { id } = request.params as { id: string };
  const { space = 'live' } = request.query as { space?: Space };
  const { caller } = request;
  const tenant = directory.tenant(id);
  if (tenant === undefined || tenant.status === 'deleted') throw noSuchTenant();
  if (caller.kind === 'key') {
    if (caller.tenant.tenantId !== tenant.tenantId) throw noSuchTenant();
    return caller.key.scope;
  }
  if (caller.kind !== 'admin') throw new Error(`a route of admins was called by ${caller.kind}`);
  if (caller.role !== 'super_admin' && caller.adminId !== tenant.adminId) throw noSuchTenant();
  if (access === 'write' && tenant.status === 'suspended')
    throw new Problem(403, 'Tenant suspended: it is read-only until it is active again.');
  return tenant.scopes[space];
}

function noSuchTenant(): Problem {
  return new Problem(404, 'There is no such tenant.');
}
