import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import jsonwebtoken from 'jsonwebtoken';
import type { AccessDirectory } from '#domain/access/tenant.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { RouteAuth } from './route.ts';

export type AuthenticationOptions = {
  directory: AccessDirectory;
  jwtSecret: string;
  internalApiKey: string;
  /** Whether an access token was logged out before it ran out. */
  isTokenRevoked: (jti: string) => Promise<boolean>;
};

export const tokenIssuer = 'recomengine';
const keyPattern = /^rk_(live|test)_/;

/** Finds out who sends a request, as the route asks for it, or throws a 401 that says which scheme is wanted, a 403 or a 503. */
export function createAuthentication(
  options: AuthenticationOptions,
): (request: FastifyRequest, auth: RouteAuth) => Promise<Caller> {
  const internalDigest = digest(options.internalApiKey);

  const byKey = (key: string, needsWrite: boolean): Caller => {
    const found = options.directory.authenticateKey(key);
    if (!found.ok) {
      if (found.reason === 'suspended') throw new Problem(403, 'Tenant suspended');
      if (found.reason === 'unavailable') {
        throw new Problem(503, 'This key cannot be looked up just now: try again.', {
          headers: { 'retry-after': '1' },
        });
      }
      throw unauthorized('key', 'This API key is not valid, or was revoked.');
    }
    if (needsWrite && found.key.permissions !== 'read_write')
      throw new Problem(403, 'Insufficient permissions: write access required');
    return { kind: 'key', key: found.key, tenant: found.tenant };
  };

  const byToken = async (token: string): Promise<Caller> => {
    let claims: jsonwebtoken.JwtPayload;
    try {
      claims = jsonwebtoken.verify(token, options.jwtSecret, {
        algorithms: ['HS256'],
        issuer: tokenIssuer,
      }) as jsonwebtoken.JwtPayload;
    } catch (cause) {
      const isExpired = cause instanceof jsonwebtoken.TokenExpiredError;
      throw unauthorized(
        'admin',
        isExpired ? 'The access token has run out: refresh it.' : 'The access token is not valid: log in.',
      );
    }
    if (
      claims.sub === undefined ||
      claims.jti === undefined ||
      claims.exp === undefined ||
      (await options.isTokenRevoked(claims.jti))
    ) {
      throw unauthorized('admin', 'The access token was logged out: log in again.');
    }
    return {
      kind: 'admin',
      adminId: claims.sub,
      role: claims.role === 'super_admin' ? 'super_admin' : 'admin',
      jti: claims.jti,
      expiresAt: new Date(claims.exp * 1000),
    };
  };

  return async (request, auth) => {
    if (auth === 'public') return { kind: 'anonymous' };
    const { bearer, key } = credentials(request);
    switch (auth) {
      case 'internal':
        if (bearer === null || !timingSafeEqual(digest(bearer), internalDigest))
          throw unauthorized('internal', 'This is for INTERNAL_API_KEY, as a bearer token.');
        return { kind: 'internal' };
      case 'key_read':
      case 'key_write':
        if (key === null) throw unauthorized('key', 'Send an API key: Authorization: Bearer rk_… or X-API-Key.');
        return byKey(key, auth === 'key_write');
      case 'admin':
        if (bearer === null) throw unauthorized('admin', 'Send the access token of a login: Authorization: Bearer ….');
        return byToken(bearer);
      case 'admin_or_key_write':
        if (key !== null) return byKey(key, true);
        if (bearer === null)
          throw unauthorized('admin', 'Send an access token or a write key: Authorization: Bearer ….');
        return byToken(bearer);
    }
  };
}

function credentials(request: FastifyRequest): { bearer: string | null; key: string | null } {
  const header = request.headers.authorization;
  const sent = header?.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7).trim() : null;
  const own = request.headers['x-api-key'];
  if (typeof own === 'string') return { bearer: sent !== null && !keyPattern.test(sent) ? sent : null, key: own };
  return sent !== null && keyPattern.test(sent) ? { bearer: null, key: sent } : { bearer: sent, key: null };
}

function unauthorized(scheme: 'key' | 'admin' | 'internal', detail: string): Problem {
  return new Problem(401, detail, { headers: { 'www-authenticate': `Bearer realm="recomengine", scope="${scheme}"` } });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
