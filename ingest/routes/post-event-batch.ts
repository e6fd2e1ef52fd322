import { isForeignBatch, normaliseWireEvents } from '#domain/events/spellings/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { BatchReceipt, type BatchResult, maxBatchEvents, WireEventBatch } from '#schemas/http/events.ts';
import { type AcceptParts, acceptEvents, type EventOutcome } from '../accept-events.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { batchOf } from './batch-of.ts';
import { scopeOfKey } from './scope-of-request.ts';

/** A hundred of the largest events, if they are not escaped throughout. */
const bodyLimitBytes = 1024 * 1024;

/** POST /events/batch: 1 to 100 events as one durable append; each is accepted or refused on its own. */
export function postEventBatch(parts: AcceptParts): Route {
  return {
    method: 'POST',
    path: '/api/v1/events/batch',
    auth: 'key_write',
    limit: 'write',
    summary: `Send 1 to ${maxBatchEvents} events: each is accepted or refused on its own`,
    tag: 'Events',
    body: WireEventBatch,
    bodyReader: 'handler',
    bodyLimitBytes,
    answers: { 202: BatchReceipt },
    async handler(request, reply) {
      // A whole body may be Segment's or GA4's; their own batches have other fields than ours.
      const body = isForeignBatch(request.body) ? normaliseWireEvents(request.body) : request.body;
      const events = batchOf(body, 'events', maxBatchEvents);
      const outcomes = await orUnavailable(acceptEvents(parts, scopeOfKey(request), events));
      reply.code(202);
      return success(receiptOf(outcomes));
    },
  };
}

function receiptOf(outcomes: readonly EventOutcome[]): BatchReceipt {
  const receipt = { accepted: 0, duplicates: 0, rejected: 0, results: [] as BatchResult[] };
  for (const outcome of outcomes) {
    const { index, status } = outcome;
    if (status === 'rejected') {
      receipt.rejected += 1;
      receipt.results.push({ index, status, errors: [...outcome.errors] });
    } else {
      if (status === 'accepted') receipt.accepted += 1;
      else receipt.duplicates += 1;
      receipt.results.push({ index, status, eventId: outcome.eventId });
    }
  }
  return receipt;
}
