import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { unauthorized } from '#runtime/http/unauthorized.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { LoginBody, Session, SignupBody } from '#schemas/http/auth.ts';
import { findAdminByEmail, insertAdmin } from '#stores/control/admin-store.ts';
import { beginSession } from '#stores/control/session-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { accountLimit } from './account-limit.ts';
import { createFailedLogins } from './failed-logins.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { clientOf, openSession } from './sessions.ts';

/** Sign-up and login (FR-001, FR-002). */
export function openAccountRoutes(deps: QueryApiDeps, throttle: LoginThrottle): Route[] {
  const { database, passwords, lifetimes, logger } = deps;
  const noteFailedLogin = createFailedLogins(database, logger, Date.now);
  const base = { method: 'POST', auth: 'public', limit: accountLimit, tag: 'Accounts' } as const;
  return [
    {
      ...base,
      path: '/api/v1/auth/signup',
      operationId: 'signUp',
      summary: 'Open an account',
      body: SignupBody,
      answers: { 201: Session },
      problems: [409],
      async handler(request, reply) {
        const { email, password } = request.body as SignupBody;
        const admin = await insertAdmin(
          database,
          email,
          await passwords.hash(password, whenNobodyWaits(reply)),
          request.ip,
        );
        if (admin === null) {
          const message = 'There is an account with this e-mail: log in.';
          throw new Problem(409, message, { errors: [{ path: '/email', message, code: 'known' }] });
        }
        reply.status(201);
        const token = await beginSession(database, admin.adminId, clientOf(request), lifetimes.refreshDays);
        return success(openSession(reply, admin, token, deps));
      },
    },
    {
      ...base,
      path: '/api/v1/auth/login',
      operationId: 'logIn',
      summary: 'Log in',
      body: LoginBody,
      answers: { 200: Session },
      problems: [401, 429],
      async handler(request, reply) {
        const { email, password } = request.body as LoginBody;
        throttle.begin(email, request.ip);
        const admin = await findAdminByEmail(database, email);
        const isRight = await passwords.verify(password, admin?.passwordHash ?? null, whenNobodyWaits(reply));
        if (admin !== null && !isRight) reply.raw.once('close', () => void noteFailedLogin(admin.adminId, request.ip));
        if (admin === null || !isRight) throw unauthorized('admin', 'E-mail and password do not match.');
        throttle.succeeded(email, request.ip);
        const token = await beginSession(database, admin.adminId, clientOf(request), lifetimes.refreshDays);
        return success(openSession(reply, admin, token, deps));
      },
    },
  ];
}
