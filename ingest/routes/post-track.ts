import type { TrackingClaims } from '#domain/access/tracking-token.ts';
import type { EventName } from '#domain/events/event-names.ts';
import { saidByPage, shownUnder, type TrackedEvent } from '#domain/events/tracked-events.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import type { UserHashes } from '#runtime/user-hashes.ts';
import { BatchReceipt, BatchReceiptMeta, maxBatchEvents } from '#schemas/http/events.ts';
import { TrackBody } from '#schemas/http/track.ts';
import { type AcceptParts, acceptEvents, type EventOutcome } from '../accept-events.ts';
import { eventNamesOf } from '../event-names-of.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { orUnavailable } from '../or-unavailable.ts';
import type { SpelledEvent } from '../spell-events.ts';
import { batchOf } from './batch-of.ts';
import { metaOf, receiptOf } from './batch-receipt.ts';

/** The longest token and a hundred events of a page. */
const bodyLimitBytes = 512 * 1024;

/**
 * POST /track: takes events from a page, with a read key. With a tracking token: impressions and clicks of its products; without one, from a page of
 * an allowed origin: what shoppers do. From there on they take the steps of every event: one durable append, duplicates are recognised.
 */
export function postTrack(parts: AcceptParts, userHashes: IngestDeps['userHashes']): Route {
  return {
    method: 'POST',
    path: '/api/v1/track',
    auth: 'tracking_token_or_anonymous',
    limit: 'beacon',
    load: 'event',
    operationId: 'trackEvents',
    summary: `Tell 1 to ${maxBatchEvents} events from a page: 202 if one is new or refused, 200 if all were accepted before`,
    tag: 'Events',
    body: TrackBody,
    bodyReader: 'handler',
    bodyLimitBytes,
    consumes: ['application/json', 'text/plain'],
    answers: { 200: BatchReceipt, 202: BatchReceipt },
    meta: BatchReceiptMeta,
    async handler({ caller, body }, reply) {
      if (caller.kind !== 'beacon') throw new Error(`a route of beacons was called by ${caller.kind}`);
      const { claims, key, tenant } = caller;
      const sent = eventsOf(body);
      const page = { tenant, key, isFromPage: true };
      const judge = claims === null ? ofPage(page, userHashes, eventNamesOf(parts, key.scope)) : underToken(claims);
      const allowed: SpelledEvent[] = [];
      const refused: EventOutcome[] = [];
      for (const [index, tracked] of sent.map(judge).entries()) {
        const which = { index, item: null };
        if (!tracked.ok) refused.push({ ...which, status: 'rejected', errors: tracked.errors });
        else allowed.push({ ...which, wire: tracked.wire, exposureId: claims?.exposureId ?? null });
      }
      const outcomes = await orUnavailable(acceptEvents(parts, key.scope, allowed));
      const all = [...outcomes, ...refused].sort((a, b) => a.index - b.index);
      const receipt = receiptOf(all);
      reply.code(receipt.duplicates === sent.length ? 200 : 202);
      return success(receipt, metaOf(all));
    },
  };
}

const ofPage =
  (who: Parameters<UserHashes['mayName']>[0], { mayName }: IngestDeps['userHashes'], names: readonly EventName[]) =>
  (sent: unknown): TrackedEvent =>
    saidByPage(sent, (shopper) => mayName(who, shopper), names);

function underToken(claims: TrackingClaims): (sent: unknown) => TrackedEvent {
  const { userId } = claims;
  if (userId === null)
    throw new Problem(400, 'The answer of this token was given to nobody: ask for recommendations with a `userId`.');
  return (sent) => shownUnder({ ...claims, userId }, sent);
}

/** The key has been read already, and the token, if it is a text. */
function eventsOf(body: unknown): readonly unknown[] {
  const { key: _, token, ...rest } = body as { key: string; token?: unknown };
  if (token !== undefined && typeof token !== 'string') {
    const message = 'Send `token` as text, or leave it out.';
    throw new Problem(400, message, { errors: [{ path: '/token', message, code: 'type' }] });
  }
  return batchOf(rest, 'events', maxBatchEvents);
}
