import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import jsonwebtoken from 'jsonwebtoken';
import { tokenIssuer } from '#runtime/http/authenticate.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Session } from '#schemas/http/auth.ts';
import type { Admin } from '#stores/access/admin-store.ts';

export const refreshCookie = 'recomengine_refresh';
export const csrfCookie = 'recomengine_csrf';
const csrfHeader = 'x-csrf-token';
const cookiePath = '/api/v1/auth';
const accessSeconds = 3_600;
const refreshSeconds = 7 * 86_400;

/** The answer of a login: an access token to hold in memory, and the refresh token in a cookie no script can read. */
export function openSession(
  reply: FastifyReply,
  admin: Admin,
  refreshToken: string,
  options: { jwtSecret: string; isProduction: boolean },
): Session {
  const accessToken = jsonwebtoken.sign({ role: admin.role }, options.jwtSecret, {
    algorithm: 'HS256',
    subject: admin.adminId,
    jwtid: randomUUID(),
    issuer: tokenIssuer,
    expiresIn: accessSeconds,
  });
  const cookie = {
    path: cookiePath,
    sameSite: 'strict',
    secure: options.isProduction,
    maxAge: refreshSeconds,
  } as const;
  reply.setCookie(refreshCookie, refreshToken, { ...cookie, httpOnly: true });
  // Double submit: a page of ours reads this one and sends it back in a header, which a foreign page cannot.
  reply.setCookie(csrfCookie, randomBytes(16).toString('base64url'), { ...cookie, path: '/', httpOnly: false });
  return { user: userOf(admin), accessToken, token: accessToken };
}

export function closeSession(reply: FastifyReply): void {
  reply.clearCookie(refreshCookie, { path: cookiePath });
  reply.clearCookie(csrfCookie, { path: '/' });
}

/** The refresh token of a request, or a 401; a 403 where the CSRF cookie and header do not agree. */
export function refreshTokenOf(request: FastifyRequest): string {
  const token = request.cookies[refreshCookie];
  if (token === undefined)
    throw new Problem(401, 'There is no session to refresh: log in.', {
      headers: { 'www-authenticate': 'Cookie realm="recomengine"' },
    });
  const expected = Buffer.from(request.cookies[csrfCookie] ?? '');
  const sent = Buffer.from(String(request.headers[csrfHeader] ?? ''));
  if (expected.length === 0 || expected.length !== sent.length || !timingSafeEqual(expected, sent)) {
    throw new Problem(403, `Send the cookie ${csrfCookie} back in the header X-CSRF-Token.`);
  }
  return token;
}

export function userOf(admin: Admin): Session['user'] {
  return { id: admin.adminId, email: admin.email, role: admin.role, createdAt: admin.createdAt.toISOString() };
}
