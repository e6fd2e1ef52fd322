import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { Done, ForgotPasswordBody, ResetPasswordBody } from '#schemas/http/auth.ts';
import { findAdminByEmail } from '#stores/access/admin-store.ts';
import { issuePasswordReset, resetPassword } from '#stores/access/password-resets.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';

/**
 * A forgotten password: a token that works once, for an hour. In development it stands in the log; in production it goes out by
 * mail, which is not part of the embedded mode yet, so there nothing is sent.
 */
export function resetRoutes({ database, passwords, logger, isProduction, lifetimes }: QueryApiDeps): Route[] {
  const base = { method: 'POST', auth: 'public', limit: 'none', tag: 'Accounts' } as const;
  return [
    {
      ...base,
      path: '/api/v1/auth/forgot-password',
      summary: 'Ask for a way to set a new password; answered alike for every e-mail',
      body: ForgotPasswordBody,
      answers: { 202: Done },
      async handler(request, reply) {
        const { email } = request.body as ForgotPasswordBody;
        // Not waited for: its time would tell whether the account exists.
        if (!isProduction) void tellToken(email).catch((err: unknown) => logger.warn({ err }, 'no password reset'));
        reply.status(202);
        return success({ done: true });
      },
    },
    {
      ...base,
      path: '/api/v1/auth/reset-password',
      summary: 'Set a new password with the token of the mail, which ends every session',
      body: ResetPasswordBody,
      answers: { 200: Done },
      async handler(request) {
        const { token, password } = request.body as ResetPasswordBody;
        if (!(await resetPassword(database, token, () => passwords.hash(password), request.ip)))
          throw new Problem(400, 'This token is not valid, was used, or has run out: ask for another.');
        return success({ done: true });
      },
    },
  ];

  async function tellToken(email: string): Promise<void> {
    const admin = await findAdminByEmail(database, email);
    if (admin === null) return;
    const token = await issuePasswordReset(database, admin.adminId, lifetimes.resetMinutes);
    logger.info(`password reset, instead of a mail: /reset-password?token=${token}`);
  }
}
