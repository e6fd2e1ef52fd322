import type { ApiKey, Tenant } from '#domain/access/tenant.ts';
import type { TrackingClaims } from '#domain/access/tracking-token.ts';

/** Who sent a request, as `authenticate` found out; `request.caller` in handlers. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'key'; key: ApiKey; tenant: Tenant }
  /** A page with a key in the body. `claims` is what its tracking token binds; null if it sent no token and the route allows that. */
  | { kind: 'beacon'; key: ApiKey; tenant: Tenant; claims: TrackingClaims | null }
  | {
      kind: 'admin';
      adminId: string;
      role: 'admin' | 'super_admin';
      jti: string;
      /** Null if the token belongs to no session, such as one of a command. */
      sessionId: string | null;
      expiresAt: Date;
    }
  | { kind: 'internal' };

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /**
     * Finds out anew who sends this request, or throws, or rejects with, the problem that a new one would be answered with: for work that lasts, whose key may be revoked and whose tenant suspended
     * meanwhile.
     */
    admitAgain: () => Caller | Promise<Caller>;
  }
}
