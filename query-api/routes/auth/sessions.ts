import type { FastifyReply } from 'fastify';
import { signAccessToken } from '#runtime/http/access-token.ts';
import type { AdminUser, Session } from '#schemas/http/auth.ts';
import type { Admin } from '#stores/control/admin-store.ts';
import { type CookieOptions, setSession } from './session-cookies.ts';

/** Returns the answer to a login, with an access token to hold in memory, and sets the refresh token as a cookie that no script can read. */
export function openSession(reply: FastifyReply, admin: Admin, refreshToken: string, options: CookieOptions): Session {
  setSession(reply, refreshToken, options);
  const accessToken = signAccessToken(options.jwtSecret, admin, options.lifetimes.accessSeconds);
  return { user: userOf(admin), accessToken, token: accessToken };
}

export function userOf(admin: Admin): AdminUser {
  return { id: admin.adminId, email: admin.email, role: admin.role, createdAt: admin.createdAt.toISOString() };
}
