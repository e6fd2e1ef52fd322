import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { AdminUser, UpdateMeBody } from '#schemas/http/auth.ts';
import { changePassword, findAdmin } from '#stores/control/admin-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf, adminOf } from '../admin-of.ts';
import { keepAnswer } from '../keep-answer.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { userOf } from './sessions.ts';

/** The admin's own account. */
export function profileRoutes(
  { database, passwords, idempotencyKeys }: QueryApiDeps,
  throttle: LoginThrottle,
): Route[] {
  const base = { path: '/api/v1/auth/me', auth: 'admin', limit: 'none', tag: 'Accounts' } as const;
  const adminById = async (adminId: string) => {
    const admin = await findAdmin(database, adminId);
    if (admin === null) throw new Problem(404, 'This account is gone.');
    return admin;
  };
  return [
    {
      ...base,
      method: 'GET',
      operationId: 'getOwnAccount',
      summary: 'Your own account',
      answers: { 200: AdminUser },
      handler: async (request) => success(userOf(await adminById(adminOf(request).adminId))),
    },
    {
      ...base,
      method: 'PATCH',
      operationId: 'changePassword',
      summary: 'Change your password, which ends every other session',
      body: UpdateMeBody,
      answers: { 200: AdminUser },
      problems: [429],
      async handler(request, reply) {
        const { currentPassword, newPassword } = request.body as UpdateMeBody;
        const admin = await adminById(adminOf(request).adminId);
        throttle.begin(admin.email, request.ip);
        if (!(await passwords.verify(currentPassword, admin.passwordHash, whenNobodyWaits(reply))))
          throw new Problem(403, 'The current password is not right.');
        throttle.succeeded(admin.email, request.ip);
        const answer = success(userOf(admin));
        await changePassword(
          database,
          actorOf(request),
          await passwords.hash(newPassword, whenNobodyWaits(reply)),
          adminOf(request).sessionId,
          keepAnswer(request, idempotencyKeys, () => ({ status: 200, body: answer })),
        );
        return answer;
      },
    },
  ];
}
