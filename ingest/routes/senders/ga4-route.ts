import { ga4PayloadOf } from '#domain/events/spellings/sent-by-ga4.ts';
import type { Route } from '#runtime/http/route.ts';
import { Ga4Payload, Ga4Query } from '#schemas/http/senders.ts';
import type { AcceptParts } from '../../accept-events.ts';
import { senderRoute } from './sender-route.ts';
import { takeCalls } from './take-calls.ts';

/** POST /mp/collect: GA4's Measurement Protocol, by which servers send events. It answers 204 to whatever is understood as a payload, as Google does. */
export const ga4Route = (parts: AcceptParts): Route =>
  senderRoute({
    path: '/mp/collect',
    operationId: 'sendGa4Events',
    summary: "Takes a payload of GA4's Measurement Protocol, with a write key as `api_secret`",
    query: Ga4Query,
    body: Ga4Payload,
    answers: { 204: null },
    async handler(request, reply) {
      await takeCalls(parts, request, reply, ga4PayloadOf(request.body));
      return reply.code(204).send();
    },
  });
