import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { EndedSessions, SessionList, SessionParams } from '#schemas/http/auth.ts';
import { endOthers, endSession, listSessions } from '#stores/control/session-store.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { actorOf, adminOf } from '../admin-of.ts';

/** Where an admin is signed in, and ending that: at once, on every instance, access tokens included. */
export function ownSessionRoutes({ database }: QueryApiDeps): Route[] {
  const base = { path: '/api/v1/auth/sessions', auth: 'admin', limit: 'none', tag: 'Accounts' } as const;
  return [
    {
      ...base,
      method: 'GET',
      summary: 'Where you are signed in, the session used last first',
      answers: { 200: SessionList },
      async handler(request) {
        const { adminId, sessionId: own } = adminOf(request);
        const sessions = await listSessions(database, adminId);
        return success(
          sessions.map(({ sessionId, address, userAgent, startedAt, lastUsedAt }) => ({
            id: sessionId,
            isCurrent: sessionId === own,
            address,
            userAgent,
            startedAt: startedAt.toISOString(),
            lastUsedAt: lastUsedAt.toISOString(),
          })),
        );
      },
    },
    {
      ...base,
      method: 'DELETE',
      operationId: 'endOtherSessions',
      summary: 'End every session of yours but this one',
      answers: { 200: EndedSessions },
      handler: async (request) =>
        success({ ended: await endOthers(database, actorOf(request), adminOf(request).sessionId) }),
    },
    {
      ...base,
      path: '/api/v1/auth/sessions/:sessionId',
      method: 'DELETE',
      operationId: 'endSession',
      summary: 'End one session of yours',
      params: SessionParams,
      answers: { 204: null },
      async handler(request, reply) {
        const { sessionId } = request.params as { sessionId: string };
        if (!(await endSession(database, actorOf(request), sessionId)))
          throw new Problem(404, 'There is no such session.');
        return reply.status(204).send();
      },
    },
  ];
}
