import type { FastifyRequest } from 'fastify';
import { writeKeyNeeded } from '#runtime/http/authenticate-key.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { UserHashes } from '#runtime/user-hashes.ts';
import type { WireQuestion } from './wire-question.ts';

/** The key that asks, and its tenant; the route's auth lets nobody else in. */
export function askingKey({ caller }: FastifyRequest) {
  if (caller.kind !== 'key') throw new Error('this route is for keys: its auth is wrong');
  return caller;
}

/** Throws a 403 if the key that asks may not ask this. */
export function refuseUnlessMayAsk(
  request: FastifyRequest,
  { explain, rules, userId, userHash, as_of: asOf }: WireQuestion,
  { mayName }: Pick<UserHashes, 'mayName'>,
): void {
  const caller = askingKey(request);
  if (caller.key.permissions !== 'read_write') {
    if (explain === true || asOf !== undefined) throw writeKeyNeeded();
    if (rules === 'off')
      throw new Problem(403, 'Only a key that may write, or an admin, is answered without rules: leave out `rules`.');
  }
  const who = { ...caller, isFromPage: request.headers.origin !== undefined };
  if (userId !== undefined && !mayName(who, { userId, userHash }))
    throw new Problem(403, 'This tenant answers pages about a shopper only with the `userHash` of that shopper.');
}
