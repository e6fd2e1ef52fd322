import { foreignBatchOf } from '#domain/events/spellings/index.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import { BatchReceipt, BatchReceiptMeta, maxBatchEvents, WireEventBatch } from '#schemas/http/events.ts';
import { type AcceptParts, acceptEvents } from '../accept-events.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { type SpelledEvent, spellEvents } from '../spell-events.ts';
import { batchOf, checkCount } from './batch-of.ts';
import { metaOf, receiptOf } from './batch-receipt.ts';
import { scopeOfKey } from './scope-of-request.ts';

/** A hundred of the largest events, if they are not escaped throughout. */
const bodyLimitBytes = 1024 * 1024;
/** An order holds an event for each of its products: all of them are judged in one turn of the event loop. */
const maxProducts = 2_000;

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
    meta: BatchReceiptMeta,
    async handler(request, reply) {
      const events = eventsOf(request.body);
      checkCount(events, '', 'products in these events', maxProducts);
      const outcomes = await orUnavailable(acceptEvents(parts, scopeOfKey(request), events));
      reply.code(202);
      return success(receiptOf(outcomes), metaOf(outcomes));
    },
  };
}

/** The body may be a batch of Segment or GA4, whose fields are other than ours. The limit and the index refer to the batch as it was sent. */
function eventsOf(body: unknown): SpelledEvent[] {
  const batch = foreignBatchOf(body);
  if (batch === undefined) return spellEvents(batchOf(body, 'events', maxBatchEvents));
  const { field, elements } = batch;
  checkCount(elements, `/${field}`, 'events', maxBatchEvents);
  return elements.flatMap((element, index) => batch.eventsOf(element).map((spelled) => ({ index, ...spelled })));
}
