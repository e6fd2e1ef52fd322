import type { FastifyRequest } from 'fastify';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Scope, Space } from '#domain/scope.ts';
import { Problem } from './problem.ts';
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

/**
 * Returns the scope that `/tenants/:id…` and `space` (default live) name. A key is held to its own space: another one is a 403, since who asks to erase a shopper of the test space must not erase
 * one of the live space.
 */
export function scopeOfTenant(request: FastifyRequest, directory: AccessDirectory, access: TenantAccess): Scope {
  const tenant = tenantOf(request, directory, access);
  const { space = 'live' } = request.query as { space?: Space };
  const { caller } = request;
  if (caller.kind !== 'key') return tenant.scopes[space];
  // The contract fills in the default, which is nothing that the caller has asked for.
  if (space !== caller.key.space && /[?&]space=/.test(request.url))
    throw new Problem(
      403,
      `This key is of the ${caller.key.space} space: leave the parameter space out, or use a key of the ${space} space.`,
    );
  return caller.key.scope;
}
