import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfKey } from '#runtime/http/scope-of-request.ts';
import { BatchReceipt, BatchReceiptMeta, maxBatchEvents, WireEventBatch } from '#schemas/http/events.ts';
import type { AcceptParts } from '../accept-events.ts';
import { acceptInPieces } from '../accept-in-pieces.ts';
import { eventNamesOf } from '../event-names-of.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { batchOf } from './batch-of.ts';
import { metaOf, receiptOf } from './batch-receipt.ts';
import { spellBatch } from './spell-batch.ts';
import { stillWanted } from './still-wanted.ts';

/** A hundred of the largest events, if they are not escaped throughout. */
const bodyLimitBytes = 1024 * 1024;

/** POST /events/batch: 1 to 100 events, durable once it answers; each is accepted or refused on its own. */
export function postEventBatch(parts: AcceptParts): Route {
  return {
    method: 'POST',
    path: '/api/v1/events/batch',
    auth: 'key_write',
    limit: 'write',
    load: 'batch',
    operationId: 'sendEventBatch',
    summary: `Send 1 to ${maxBatchEvents} events: each is accepted or refused on its own`,
    tag: 'Events',
    body: WireEventBatch,
    bodyReader: 'handler',
    bodyLimitBytes,
    answers: { 202: BatchReceipt },
    meta: BatchReceiptMeta,
    async handler(request, reply) {
      const scope = scopeOfKey(request);
      const events = spellBatch(request.body, eventNamesOf(parts, scope), (body) =>
        batchOf(body, 'events', maxBatchEvents),
      );
      const outcomes = await orUnavailable(
        acceptInPieces(parts, scope, events, { admit: stillWanted(request, reply) }),
      );
      reply.code(202);
      return success(receiptOf(outcomes), metaOf(outcomes));
    },
  };
}
