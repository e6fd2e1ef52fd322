import { verifyAccessToken } from '#runtime/http/access-token.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { unauthorized } from '#runtime/http/unauthorized.ts';
import { Done, Session } from '#schemas/http/auth.ts';
import { findAdmin } from '#stores/control/admin-store.ts';
import { endSessionOfToken, rotateRefreshToken } from '#stores/control/session-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { accountLimit } from './account-limit.ts';
import { clearSession, refreshTokenOf, sentRefreshToken } from './session-cookies.ts';
import { clientOf, openSession } from './sessions.ts';

/** Refresh with rotation, by the cookie with the CSRF token in a header; and logout, by these, an access token or both. */
export function sessionRoutes(deps: QueryApiDeps): Route[] {
  const { database } = deps;
  const base = { method: 'POST', auth: 'public', limit: accountLimit, tag: 'Accounts', problems: [401, 403] } as const;
  return [
    {
      ...base,
      path: '/api/v1/auth/refresh',
      operationId: 'refreshSession',
      summary: 'Exchange the refresh cookie for a new access token; a cookie used by two ends the session',
      answers: { 200: Session },
      async handler(request, reply) {
        const token = refreshTokenOf(request, deps);
        const rotated = await rotateRefreshToken(database, token, clientOf(request), deps.lifetimes.refreshDays);
        const admin = rotated === null ? null : await findAdmin(database, rotated.adminId);
        if (rotated === null || admin === null) {
          clearSession(reply);
          throw unauthorized('admin', 'The session has ended: log in again.');
        }
        return success(openSession(reply, admin, rotated, deps));
      },
    },
    {
      ...base,
      path: '/api/v1/auth/logout',
      operationId: 'logOut',
      summary: 'End the session of the refresh cookie, the access token that is sent, or both',
      answers: { 200: Done },
      async handler(request, reply) {
        const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
        const access = bearer === undefined ? null : verifyAccessToken(deps.jwtSecret, bearer);
        // No cookie is needed by who sends a token. One that is sent all the same wants its CSRF token.
        const isByTokenAlone = access !== null && sentRefreshToken(request) === null;
        const refreshToken = isByTokenAlone ? null : refreshTokenOf(request, deps);
        if (refreshToken !== null) await endSessionOfToken(database, refreshToken);
        if (access !== null) await deps.revokedTokens.revoke(access.jti, access.expiresAt);
        clearSession(reply);
        return success({ done: true });
      },
    },
  ];
}
