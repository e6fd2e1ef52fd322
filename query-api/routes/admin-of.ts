import type { FastifyRequest } from 'fastify';
import type { Caller } from '#runtime/http/caller.ts';
import type { Actor } from '#stores/control/record-act.ts';

/** Returns the admin who sent a request, on a route whose `auth` is admin. */
export function adminOf(request: FastifyRequest): Caller & { kind: 'admin' } {
  if (request.caller.kind !== 'admin') throw new Error('this route is not for admins: its auth is wrong');
  return request.caller;
}

/** Returns the admin and address to record for an act. */
export const actorOf = (request: FastifyRequest): Actor => ({ adminId: adminOf(request).adminId, address: request.ip });
