import type { FastifyRequest } from 'fastify';
import type { StoredAnswer } from '#runtime/http/idempotency.ts';
import type { IdempotencyKeys } from '#stores/control/idempotency-keys.ts';
import type { KeepAnswer } from '#stores/control/record-act.ts';
import { adminOf } from './admin-of.ts';

/** If the request carries an `Idempotency-Key`, keeps its answer in the transaction of its change; does nothing for other requests. */
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
