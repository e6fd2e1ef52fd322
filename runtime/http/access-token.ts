import { randomUUID } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Caller } from './caller.ts';
import type { Problem } from './problem.ts';
import { unauthorized } from './unauthorized.ts';

export const tokenIssuer = 'recomengine';
const tokenAudience = 'recomengine-admins';

export type AdminCaller = Extract<Caller, { kind: 'admin' }>;

/** Returns a signed access token (JWT, HS256) of an admin, which is valid for `lifetimeSeconds`, and no longer than its session if it has one. */
export function signAccessToken(
  secret: string,
  admin: Pick<AdminCaller, 'adminId' | 'role'> & { sessionId?: string },
  lifetimeSeconds: number,
): string {
  const { role, sessionId } = admin;
  return jsonwebtoken.sign(sessionId === undefined ? { role } : { role, sid: sessionId }, secret, {
    algorithm: 'HS256',
    subject: admin.adminId,
    jwtid: randomUUID(),
    issuer: tokenIssuer,
    audience: tokenAudience,
    expiresIn: lifetimeSeconds,
  });
}

/** Returns the admin whose token it is, or throws a 401 that says what to do. It does not check whether the admin has logged out, or the session has ended, since. */
export function verifyAccessToken(secret: string, token: string): AdminCaller {
  const { sub, jti, exp, role, sid } = claimsOf(secret, token);
  if (sub === undefined || jti === undefined || exp === undefined || (role !== 'admin' && role !== 'super_admin'))
    throw unauthorized('admin', 'The access token is not valid: log in.');
  const sessionId = typeof sid === 'string' ? sid : null;
  return { kind: 'admin', adminId: sub, role, jti, sessionId, expiresAt: new Date(exp * 1000) };
}

function claimsOf(secret: string, token: string): jsonwebtoken.JwtPayload {
  try {
    const claims = jsonwebtoken.verify(token, secret, {
      algorithms: ['HS256'],
      issuer: tokenIssuer,
      audience: tokenAudience,
    });
    return typeof claims === 'string' ? {} : claims;
  } catch (cause) {
    const isExpired = cause instanceof jsonwebtoken.TokenExpiredError;
    throw isExpired ? tokenExpired() : unauthorized('admin', 'The access token is not valid: log in.');
  }
}

export const tokenExpired = (): Problem => unauthorized('admin', 'The access token has run out: refresh it.');
export const tokenRevoked = (): Problem =>
  unauthorized('admin', 'The session of this access token has ended: log in again.');
