import type { FastifyReply, FastifyRequest } from 'fastify';
import { signAccessToken } from '#runtime/http/access-token.ts';
import type { AdminUser, Session } from '#schemas/http/auth.ts';
import type { Admin } from '#stores/control/admin-store.ts';
import type { Client, RefreshToken } from '#stores/control/session-store.ts';
import { type CookieOptions, setSession } from './session-cookies.ts';

/** Returns the answer to a login, with an access token to hold in memory, and sets the refresh token as a cookie that no script can read. */
export function openSession(
  reply: FastifyReply,
  admin: Admin,
  { sessionId, token }: RefreshToken,
  options: CookieOptions,
): Session {
  setSession(reply, token, options);
  const { adminId, role } = admin;
  const accessToken = signAccessToken(options.jwtSecret, { adminId, role, sessionId }, options.lifetimes.accessSeconds);
  return { user: userOf(admin), accessToken, token: accessToken };
}

export function userOf(admin: Admin): AdminUser {
  return { id: admin.adminId, email: admin.email, role: admin.role, createdAt: admin.createdAt.toISOString() };
}

/** A browser's name is no longer than this; what goes beyond tells nobody anything. */
const maxUserAgent = 256;

/** Returns where a request comes from, as far as a session remembers it. */
export function clientOf(request: FastifyRequest): Client {
  return { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, maxUserAgent) };
}
