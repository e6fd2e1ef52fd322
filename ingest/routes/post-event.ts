import { isAbsent } from '#domain/events/absent.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { AnyWireEvent, EventReceipt, EventReceiptMeta } from '#schemas/http/events.ts';
import { type AcceptParts, acceptEvents } from '../accept-events.ts';
import { orUnavailable } from '../or-unavailable.ts';
import { spellEvents } from '../spell-events.ts';
import { metaOf } from './batch-receipt.ts';
import { scopeOfKey } from './scope-of-request.ts';

/** An event of 4 KB metadata is at most a third of it, however it is escaped. */
const bodyLimitBytes = 64 * 1024;

/** POST /events: one event, answered once it is durable. */
export function postEvent(parts: AcceptParts): Route {
  return {
    method: 'POST',
    path: '/api/v1/events',
    auth: 'key_write',
    limit: 'write',
    summary: 'Send one event: 202 if it is new, 200 if it was accepted before',
    tag: 'Events',
    body: AnyWireEvent,
    bodyReader: 'handler',
    bodyLimitBytes,
    answers: { 200: EventReceipt, 202: EventReceipt },
    meta: EventReceiptMeta,
    async handler(request, reply) {
      const [event, ...others] = spellEvents([request.body]);
      if (event === undefined || others.length > 0)
        throw new Problem(400, `These are ${others.length + 1} events in one: send them to /api/v1/events/batch.`);
      const wire = withIdempotencyKey(event.wire, request.headers['idempotency-key']);
      const [outcome] = await orUnavailable(acceptEvents(parts, scopeOfKey(request), [{ ...event, wire }]));
      if (outcome === undefined) throw new Error('an event came to no outcome');
      if (outcome.status === 'rejected')
        throw new Problem(400, 'The event is not valid: see errors.', { errors: outcome.errors });
      const { eventId, timestampMs, late, unknownProduct, notes, status } = outcome;
      const duplicate = status === 'duplicate';
      reply.code(duplicate ? 200 : 202);
      const told = notes.length === 0 ? {} : { notes, ...metaOf([outcome]) };
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
