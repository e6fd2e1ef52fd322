import type { FastifyReply, FastifyRequest } from 'fastify';
import { ignoredEventType } from '#domain/events/judge-event.ts';
import type { ForeignBatch } from '#domain/events/spellings/index.ts';
import { scopeOfKey } from '#runtime/http/scope-of-request.ts';
import { maxSenderCalls, maxSenderRefusals, type SenderReceipt } from '#schemas/http/senders.ts';
import type { AcceptParts, EventOutcome } from '../../accept-events.ts';
import { acceptInPieces } from '../../accept-in-pieces.ts';
import { eventNamesOf } from '../../event-names-of.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import { receiptOf } from '../batch-receipt.ts';
import { unfoldBatch } from '../spell-batch.ts';
import { stillWanted } from '../still-wanted.ts';

/** Segment takes 500 KB in a request, and its SDKs send no more. PostHog's SDK halves what is refused as too large. */
export const senderBodyLimitBytes = 1024 * 1024;

/** Takes in what a sender of other software sent; resolves once it is durable. A 400 unless it is 1 to `maxSenderCalls` calls, a 429 if the log or Postgres refuses. */
export async function takeCalls(
  parts: AcceptParts,
  request: FastifyRequest,
  reply: FastifyReply,
  batch: ForeignBatch,
): Promise<SenderReceipt> {
  const scope = scopeOfKey(request);
  const events = unfoldBatch(batch, maxSenderCalls, eventNamesOf(parts, scope));
  const outcomes = await orUnavailable(acceptInPieces(parts, scope, events, { admit: stillWanted(request, reply) }));
  const told = outcomes.filter((outcome) => !isIgnored(outcome));
  const telling = new Set(told.map(({ index }) => index));
  const { results, ...counts } = receiptOf(told);
  return {
    ...counts,
    ignored: batch.elements.length - telling.size,
    refusals: results.filter(({ status }) => status === 'rejected').slice(0, maxSenderRefusals),
  };
}

/** What the shop leaves out by its name is no refusal to a sender. */
const isIgnored = (outcome: EventOutcome): boolean =>
  outcome.status === 'rejected' && outcome.errors[0]?.code === ignoredEventType;
