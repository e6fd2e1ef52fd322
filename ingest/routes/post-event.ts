import { isAbsent } from '#domain/events/absent.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfKey } from '#runtime/http/scope-of-request.ts';
import { AnyWireEvent, EventReceiptMeta, EventsReceipt } from '#schemas/http/events.ts';
import type { AcceptParts } from '../accept-events.ts';
import { acceptInPieces } from '../accept-in-pieces.ts';
import { eventNamesOf } from '../event-names-of.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { maxLineBytes } from '../stream/parse-line.ts';
import { metaOf, receiptOf } from './batch-receipt.ts';
import { spellBatch } from './spell-batch.ts';
import { stillWanted } from './still-wanted.ts';

/** As the longest line of a stream. */
const bodyLimitBytes = maxLineBytes;

/** POST /events: one event, answered once it is durable; or one order or payload of Segment or GA4, answered as a batch if it holds several events. */
export function postEvent(parts: AcceptParts): Route {
  return {
    method: 'POST',
    path: '/api/v1/events',
    auth: 'key_write',
    limit: 'write',
    load: 'event',
    operationId: 'sendEvent',
    summary: 'Send one event: 202 if it is new, 200 if it was accepted before',
    tag: 'Events',
    body: AnyWireEvent,
    bodyReader: 'handler',
    bodyLimitBytes,
    answers: { 200: EventsReceipt, 202: EventsReceipt },
    meta: EventReceiptMeta,
    async handler(request, reply) {
      const key = request.headers['idempotency-key'];
      const scope = scopeOfKey(request);
      const events = spellBatch(request.body, eventNamesOf(parts, scope), (body) => [body]).map((event) => ({
        ...event,
        wire: withIdempotencyKey(event.wire, key),
      }));
      const outcomes = await orUnavailable(
        acceptInPieces(parts, scope, events, { admit: stillWanted(request, reply) }),
      );
      const duplicate = outcomes.every(({ status }) => status === 'duplicate');
      reply.code(duplicate ? 200 : 202);
      const [outcome] = outcomes;
      if (outcome === undefined) throw new Error('an event came to no outcome');
      if (outcomes.length > 1) return success(receiptOf(outcomes), { duplicate, ...metaOf(outcomes) });
      if (outcome.status === 'rejected')
        throw new Problem(400, 'The event is not valid: see errors.', { errors: outcome.errors });
      const { eventId, timestampMs, late, unknownProduct, notes } = outcome;
      const told = notes.length === 0 ? {} : { notes, ...metaOf(outcomes) };
      return success(
        { eventId, timestamp: new Date(timestampMs).toISOString(), late, unknownProduct },
        { duplicate, ...told },
      );
    },
  };
}

/** The header `Idempotency-Key` serves as the client's `eventId` if the body has none. */
function withIdempotencyKey(body: unknown, key: string | string[] | undefined): unknown {
  if (typeof key !== 'string' || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return 'eventId' in body && !isAbsent(body.eventId) ? body : { ...body, eventId: key };
}
