import type { FastifyReply } from 'fastify';
import { Problem } from './problem.ts';

const signals = new WeakMap<FastifyReply, AbortSignal>();

/**
 * Returns a signal that is aborted once nobody waits for an answer any more: the client has gone, or it has been answered, by the handler or by a 408 of the deadline. Its reason is a
 * 408. Work that takes long ends with it. Made when it is first asked for, since an AbortController for each request would cost a quarter of those that a core can answer.
 */
export function whenNobodyWaits(reply: FastifyReply): AbortSignal {
  const known = signals.get(reply);
  if (known !== undefined) return known;
  const ended = new AbortController();
  const end = () => ended.abort(new Problem(408, 'Nobody waits for the answer any more.'));
  if (reply.raw.destroyed) end();
  else reply.raw.once('close', end);
  signals.set(reply, ended.signal);
  return ended.signal;
}
