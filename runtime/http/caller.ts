import type { ApiKey, Tenant } from '#domain/access/tenant.ts';

/** Who sent a request, as `authenticate` found out; `request.caller` in handlers. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'key'; key: ApiKey; tenant: Tenant }
  | { kind: 'admin'; adminId: string; role: 'admin' | 'super_admin'; jti: string; expiresAt: Date }
  | { kind: 'internal' };

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
}
