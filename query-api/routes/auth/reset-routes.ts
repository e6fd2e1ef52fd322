import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { Done, ForgotPasswordBody, ResetPasswordBody } from '#schemas/http/auth.ts';
import { findAdminByEmail } from '#stores/control/admin-store.ts';
import { issuePasswordReset, resetPassword } from '#stores/control/password-resets.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { accountLimit } from './account-limit.ts';
import { createResetLimit } from './reset-limit.ts';
import { resetLink, resetMail } from './reset-mail.ts';

/** The most look-ups at once. No request waits for them, so without a limit they could take every connection to Postgres. */
const maxLookups = 32;

/**
 * A forgotten password: a token that works once, for a while, and goes out by mail. In development without a mail server the
 * link is logged instead; in production without one nothing is sent. The answer is the same for every e-mail, and does not wait.
 */
export function resetRoutes(deps: QueryApiDeps): Route[] {
  const { database, passwords, logger, isProduction, lifetimes, mailer, consoleUrl } = deps;
  const mayBeSent = createResetLimit(Date.now);
  let lookups = 0;
  const base = { method: 'POST', auth: 'public', limit: accountLimit, tag: 'Accounts' } as const;
  return [
    {
      ...base,
      path: '/api/v1/auth/forgot-password',
      operationId: 'forgotPassword',
      summary: 'Ask for a way to set a new password; answered alike for every e-mail',
      body: ForgotPasswordBody,
      answers: { 202: Done },
      async handler(request, reply) {
        const { email } = request.body as ForgotPasswordBody;
        // The answer does not wait for it, since its time would reveal whether the account exists.
        if ((mailer !== null || !isProduction) && lookups < maxLookups)
          void sendLink(email).catch((err: unknown) => logger.warn({ err }, 'no password reset'));
        reply.status(202);
        return success({ done: true });
      },
    },
    {
      ...base,
      path: '/api/v1/auth/reset-password',
      operationId: 'resetPassword',
      summary: 'Set a new password with the token of the mail, which ends every session',
      body: ResetPasswordBody,
      answers: { 200: Done },
      async handler(request, reply) {
        const { token, password } = request.body as ResetPasswordBody;
        if (!(await resetPassword(database, token, () => passwords.hash(password, whenNobodyWaits(reply)), request.ip)))
          throw new Problem(400, 'This token is not valid, was used, or has run out: ask for another.');
        return success({ done: true });
      },
    },
  ];

  async function sendLink(email: string): Promise<void> {
    lookups += 1;
    const admin = await findAdminByEmail(database, email).finally(() => {
      lookups -= 1;
    });
    if (admin === null || !mayBeSent(admin.adminId)) return;
    const minutes = lifetimes.resetMinutes;
    const link = resetLink(consoleUrl, await issuePasswordReset(database, admin.adminId, minutes));
    // At a level that a terminal shows, since the developer waits for it.
    if (mailer === null) logger.warn(`password reset, instead of a mail: ${link}`);
    else if (!mailer.send(resetMail(admin.email, link, minutes))) logger.error('too many mails wait: one was not sent');
  }
}
