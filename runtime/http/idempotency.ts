import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isEnvelope } from './envelope.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set if this is an admin's write with an Idempotency-Key; null for any other request. `isKept`: the handler has stored its answer. */
    idempotency: { key: string; isKept: boolean } | null;
  }
}

export type StoredAnswer = { status: number; body: unknown };

/** Remembers the answers to admins' writes by their `Idempotency-Key`, for a day. */
export type IdempotencyStore = {
  /** Claims the key for this request, atomically, or returns what it was used for before. */
  begin(
    adminId: string,
    key: string,
    requestHash: Buffer,
  ): Promise<
    { state: 'new' } | { state: 'other_request' } | { state: 'unfinished' } | ({ state: 'done' } & StoredAnswer)
  >;
  finish(adminId: string, key: string, answer: StoredAnswer): Promise<void>;
  /** The request has failed: the key may be used again, unless an answer was kept. */
  forget(adminId: string, key: string): Promise<void>;
};

const reading: readonly string[] = ['GET', 'HEAD'];
const keyPattern = /^[\x21-\x7e]{1,255}$/;

/**
 * Runs an admin's write once per `Idempotency-Key`: a retry gets the first answer again. Failures are forgotten, so that a retry tries
 * again. If the handler has kept its answer together with the change, a later failure does not undo the change, and a retry gets that answer.
 * While the outcome of a try is unknown (it still runs, or its process died), a retry is answered 409 and not carried out.
 */
export async function runOnce(
  store: IdempotencyStore,
  request: FastifyRequest,
  reply: FastifyReply,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const key = request.headers['idempotency-key'];
  if (request.caller.kind !== 'admin' || reading.includes(request.method) || key === undefined) return run();
  if (typeof key !== 'string' || !keyPattern.test(key))
    throw new Problem(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.');
  const { adminId } = request.caller;
  const begun = await store.begin(adminId, key, hashOf(request));
  if (begun.state === 'other_request')
    throw new Problem(409, 'This Idempotency-Key was used for another request: use a new one.');
  if (begun.state === 'unfinished')
    throw new Problem(
      409,
      'The first request with this Idempotency-Key has not ended: send it again in a few seconds for its answer. If that stays so, its process has died: look whether the change is there, then use a new key.',
    );
  if (begun.state === 'done') {
    reply.status(begun.status);
    return begun.body ?? reply.send();
  }
  const idempotency = { key, isKept: false };
  request.idempotency = idempotency;
  let answer: unknown;
  try {
    answer = await run();
  } catch (error) {
    await store.forget(adminId, key);
    throw error;
  }
  if (!idempotency.isKept)
    await store.finish(adminId, key, { status: reply.statusCode, body: isEnvelope(answer) ? answer : null });
  return answer;
}

function hashOf({ method, url, body }: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(`${method} ${url}\n${JSON.stringify(body ?? null)}`)
    .digest();
}
