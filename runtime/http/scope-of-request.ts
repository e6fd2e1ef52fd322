import type { FastifyRequest } from 'fastify';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope, Space } from '#domain/scope.ts';
import { type TenantAccess, tenantOf } from './tenant-of.ts';

/** Returns the scope of the request's key. */
export function scopeOfKey(request: FastifyRequest): Scope {
  const { caller } = request;
  if (caller.kind !== 'key') throw new Error(`a route of keys was called by ${caller.kind}`);
  return caller.key.scope;
}

/** Returns the tenant of the request's key. */
export function tenantIdOfKey({ caller }: FastifyRequest): string {
  if (caller.kind !== 'key') throw new Error(`a route of keys was called by ${caller.kind}`);
  return caller.key.tenantId;
}

/** Returns the scope that `/tenants/:id…` and `space` (default live) name; a key is held to its own space. */
export function scopeOfTenant(request: FastifyRequest, directory: AccessDirectory, access: TenantAccess): Scope {
  const tenant = tenantOf(request, directory, access);
  const { space = 'live' } = request.query as { space?: Space };
  return request.caller.kind === 'key' ? request.caller.key.scope : tenant.scopes[space];
}
