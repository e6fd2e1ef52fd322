import type { FastifyInstance } from 'fastify';
import { defaultTenantConfig } from '#domain/access/default-tenant-config.ts';
import type { ApiKey, TenantConfig } from '#domain/access/tenant.ts';
import { createServer, type ServerOptions } from '#runtime/http/create-server.ts';
import type { Route } from '#runtime/http/route.ts';
import { createSilentLogger } from '#runtime/logger.ts';
import { createMetrics } from '#runtime/metrics.ts';
import { plainTenant } from './plain.ts';

export const toyKey = 'rk_live_of-the-toy-server';
export const toyScope = 1;
export const toyJwtSecret = 'jwt secret of these tests alone';
export const toyInternalKey = 'internal key of these tests alone';

/** Creates the HTTP server alone, with these routes, with one tenant and its read key: no database and no log. */
export function openToyServer(
  routes: readonly Route[],
  config: Partial<TenantConfig> = {},
  {
    logger = createSilentLogger(),
    ...options
  }: Partial<
    Pick<ServerOptions, 'logger' | 'metrics' | 'noteAnswer' | 'overload' | 'patience' | 'trustedProxies'>
  > = {},
): FastifyInstance {
  const tenant = plainTenant({
    name: 'Toys',
    config: { ...defaultTenantConfig, ...config },
    scopes: { live: toyScope, test: toyScope + 1 },
  });
  const key: ApiKey = {
    keyId: '00000000-0000-4000-8000-000000000003',
    tenantId: tenant.tenantId,
    scope: toyScope,
    space: 'live',
    permissions: 'read',
    readsPerMinute: 1_000,
    writesPerMinute: 500,
  };
  return createServer({
    routes,
    directory: {
      authenticateKey: (sent) => (sent === toyKey ? { ok: true, key, tenant } : { ok: false, reason: 'unknown' }),
      tenant: () => tenant,
      tenantOfScope: () => tenant,
      configVersion: () => '0',
    },
    jwtSecret: toyJwtSecret,
    internalApiKey: toyInternalKey,
    isTokenRevoked: async () => false,
    logger,
    metrics: createMetrics(),
    ...options,
  });
}
