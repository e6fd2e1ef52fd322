import type { FastifyReply, FastifyRequest } from 'fastify';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';

/**
 * Returns what work that takes long asks before each of its pieces: it throws a 408 once nobody waits for the answer of the request, and what a new request would be refused with
 * once its key was revoked or its tenant suspended.
 */
export const stillWanted = (request: FastifyRequest, reply: FastifyReply) => async (): Promise<void> => {
  whenNobodyWaits(reply).throwIfAborted();
  await request.admitAgain();
};
