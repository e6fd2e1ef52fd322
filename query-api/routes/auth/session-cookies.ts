import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#runtime/http/problem.ts';
import { unauthorized } from '#runtime/http/unauthorized.ts';
import type { TokenLifetimes } from './token-lifetimes.ts';

const refreshCookie = 'recomengine_refresh';
const csrfCookie = 'recomengine_csrf';
const cookiePath = '/api/v1/auth';
const daySeconds = 86_400;

export type CookieOptions = { jwtSecret: string; isProduction: boolean; lifetimes: TokenLifetimes };

/**
 * Sets the refresh token, which no script can read, and its CSRF token, which a page of ours reads and sends back in X-CSRF-Token.
 * The second is an HMAC of the first, so that a cookie which another host of the same domain has set does not match.
 */
export function setSession(reply: FastifyReply, refreshToken: string, options: CookieOptions): void {
  const csrfToken = csrfTokenOf(refreshToken, options.jwtSecret);
  const maxAge = options.lifetimes.refreshDays * daySeconds;
  writeCookies(reply, refreshToken, csrfToken, maxAge, options.isProduction ? '; Secure' : '');
}

export function clearSession(reply: FastifyReply): void {
  writeCookies(reply, '', '', 0, '');
}

/** The values are base64url, so nothing needs encoding. */
function writeCookies(reply: FastifyReply, refresh: string, csrf: string, maxAge: number, secure: string): void {
  reply.header('set-cookie', [
    `${refreshCookie}=${refresh}; Max-Age=${maxAge}; Path=${cookiePath}; HttpOnly; SameSite=Strict${secure}`,
    `${csrfCookie}=${csrf}; Max-Age=${maxAge}; Path=/; SameSite=Strict${secure}`,
  ]);
}

/** Returns the refresh token that a request carries, unchecked, or null. */
export function sentRefreshToken(request: Pick<FastifyRequest, 'headers'>): string | null {
  return cookieOf(request, refreshCookie) || null;
}

/** Returns the refresh token of a request from our own page. Throws a 401 if there is none, a 403 if CSRF cookie and header do not match it. */
export function refreshTokenOf(request: FastifyRequest, options: CookieOptions): string {
  const token = cookieOf(request, refreshCookie);
  if (!token) throw unauthorized('admin', 'There is no session: log in.');
  const expected = csrfTokenOf(token, options.jwtSecret);
  const header = request.headers['x-csrf-token'];
  if (
    !isSame(expected, cookieOf(request, csrfCookie)) ||
    !isSame(expected, typeof header === 'string' ? header : undefined)
  )
    throw new Problem(403, `Send the value of the cookie ${csrfCookie} in the header X-CSRF-Token.`);
  return token;
}

function cookieOf(request: Pick<FastifyRequest, 'headers'>, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function csrfTokenOf(refreshToken: string, secret: string): string {
  return createHmac('sha256', secret).update(`csrf ${refreshToken}`).digest('base64url');
}

function isSame(expected: string, sent: string | undefined): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(sent ?? '')];
  return left.length === right.length && timingSafeEqual(left, right);
}
