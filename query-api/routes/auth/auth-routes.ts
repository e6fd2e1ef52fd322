import type {} from '@fastify/cookie';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { AdminUser, Done, LoginBody, Session, SignupBody, UpdateMeBody } from '#schemas/http/auth.ts';
import {
  changePassword,
  endSession,
  findAdmin,
  findAdminByEmail,
  insertAdmin,
  issueRefreshToken,
  rotateRefreshToken,
} from '#stores/access/admin-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { adminOf } from '../admin-of.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { closeSession, openSession, refreshCookie, refreshTokenOf, userOf } from './sessions.ts';

const tag = 'Accounts';

/** Sign-up, login, refresh with rotation, logout, and the admin's own profile (FR-001, FR-002). */
export function authRoutes(deps: QueryApiDeps): Route[] {
  const { database, passwords } = deps;
  const throttle = createLoginThrottle();
  return [
    {
      method: 'POST',
      path: '/api/v1/auth/signup',
      auth: 'public',
      limit: 'none',
      summary: 'Open an account',
      tag,
      body: SignupBody,
      answers: { 201: Session },
      problems: [409],
      async handler(request, reply) {
        const { email, password } = request.body as SignupBody;
        const admin = await insertAdmin(database, email, await passwords.hash(password));
        if (admin === null) throw new Problem(409, 'There is an account with this e-mail: log in.');
        reply.status(201);
        return success(openSession(reply, admin, await issueRefreshToken(database, admin.adminId), deps));
      },
    },
    {
      method: 'POST',
      path: '/api/v1/auth/login',
      auth: 'public',
      limit: 'none',
      summary: 'Log in',
      tag,
      body: LoginBody,
      answers: { 200: Session },
      problems: [401, 429],
      async handler(request, reply) {
        const { email, password } = request.body as LoginBody;
        await throttle.check(email, request.ip);
        const admin = await findAdminByEmail(database, email);
        if (!(await passwords.verify(password, admin?.passwordHash ?? null)) || admin === null) {
          await throttle.failed(email, request.ip);
          throw new Problem(401, 'E-mail and password do not match.', {
            headers: { 'www-authenticate': 'Bearer realm="recomengine", scope="admin"' },
          });
        }
        return success(openSession(reply, admin, await issueRefreshToken(database, admin.adminId), deps));
      },
    },
    {
      method: 'POST',
      path: '/api/v1/auth/refresh',
      auth: 'public',
      limit: 'none',
      summary: 'Exchange the refresh cookie for a new access token',
      tag,
      answers: { 200: Session },
      problems: [401, 403],
      async handler(request, reply) {
        const rotated = await rotateRefreshToken(database, refreshTokenOf(request));
        const admin = rotated === null ? null : await findAdmin(database, rotated.adminId);
        if (rotated === null || admin === null) {
          closeSession(reply);
          throw new Problem(401, 'The session has ended: log in again.', {
            headers: { 'www-authenticate': 'Cookie realm="recomengine"' },
          });
        }
        return success(openSession(reply, admin, rotated.token, deps));
      },
    },
    {
      method: 'POST',
      path: '/api/v1/auth/logout',
      auth: 'admin',
      limit: 'none',
      summary: 'End the session',
      tag,
      answers: { 200: Done },
      async handler(request, reply) {
        const { jti, expiresAt } = adminOf(request);
        await endSession(database, request.cookies[refreshCookie] ?? null, { jti, expiresAt });
        closeSession(reply);
        return success({ done: true });
      },
    },
    {
      method: 'GET',
      path: '/api/v1/auth/me',
      auth: 'admin',
      limit: 'none',
      summary: 'Your own account',
      tag,
      answers: { 200: AdminUser },
      async handler(request) {
        const admin = await findAdmin(database, adminOf(request).adminId);
        if (admin === null) throw new Problem(404, 'This account is gone.');
        return success(userOf(admin));
      },
    },
    {
      method: 'PATCH',
      path: '/api/v1/auth/me',
      auth: 'admin',
      limit: 'none',
      summary: 'Change your password, which ends every other session',
      tag,
      body: UpdateMeBody,
      answers: { 200: AdminUser },
      problems: [403],
      async handler(request) {
        const { currentPassword, newPassword } = request.body as UpdateMeBody;
        const admin = await findAdmin(database, adminOf(request).adminId);
        if (admin === null) throw new Problem(404, 'This account is gone.');
        if (!(await passwords.verify(currentPassword, admin.passwordHash)))
          throw new Problem(403, 'The current password is not right.');
        await changePassword(database, admin.adminId, await passwords.hash(newPassword));
        return success(userOf(admin));
      },
    },
  ];
}
