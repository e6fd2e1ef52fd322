import type { FastifyRequest } from 'fastify';
import type { StoredAnswer } from '#runtime/http/idempotency.ts';
import type { IdempotencyKeys } from '#stores/control/idempotency-keys.ts';
import type { KeepAnswer } from '#stores/control/record-act.ts';
import { adminOf } from './admin-of.ts';

/** Keeps the answer of a request that carries an `Idempotency-Key` in the transaction of its change; does nothing for any other request. */
export function keepAnswer<Result>(
  request: FastifyRequest,
  keys: IdempotencyKeys,
  toAnswer: (result: Result) => StoredAnswer,
): KeepAnswer<Result> {
  return async (client, result) => {
    if (request.idempotency === null) return;
    await keys.finishWithin(client, adminOf(request).adminId, request.idempotency.key, toAnswer(result));
    request.idempotency.isKept = true;
  };
}
