import { dropRest } from '#runtime/http/drop-rest.ts';
import { fromSender } from '#runtime/http/from-sender.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { scopeOfKey, tenantIdOfKey } from '#runtime/http/scope-of-request.ts';
import { createStreamPlaces } from '#runtime/http/stream-places.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { AnyWireEvent, StreamProgress, StreamQuery } from '#schemas/http/events.ts';
import type { AcceptParts } from '../accept-events.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { acceptStream } from '../stream/accept-stream.ts';
import { contentEncodings, decodeBody } from '../stream/decode-body.ts';
import { failureOf } from '../stream/failure-of.ts';
import { startProgress } from '../stream/progress.ts';
import { createStreamAccount } from '../stream/stream-account.ts';
import { stillWanted } from './still-wanted.ts';

/** A stream holds a connection and some two thousand lines in memory. A stream is fast: more of them at once bring no more. */
export const maxStreamsPerTenant = 20;
const maxStreams = 200;

/** POST /events/stream: lines of JSON of any number, answered by lines of progress. One write for the rate limit. */
export function postEventStream(parts: AcceptParts, logger: IngestDeps['logger']): Route {
  const places = createStreamPlaces({
    ofTenant: maxStreamsPerTenant,
    ofAll: maxStreams,
    said: `${maxStreamsPerTenant} streams of this tenant are open: wait until one of them has ended.`,
    onChange: (taken) => parts.metrics.eventStreams.set(taken),
  });
  return {
    method: 'POST',
    path: '/api/v1/events/stream',
    auth: 'key_write',
    limit: 'write',
    operationId: 'streamEvents',
    summary: 'Send events as lines of JSON, of any number; plain, gzip or zstd',
    tag: 'Events',
    query: StreamQuery,
    body: AnyWireEvent,
    consumes: ['application/x-ndjson'],
    bodyReader: 'handler',
    answers: { 200: StreamProgress },
    produces: 'application/x-ndjson',
    async handler(request, reply) {
      const scope = scopeOfKey(request);
      const ended = whenNobodyWaits(reply);
      const input = decodeBody(request.raw, ended);
      if (input === undefined)
        throw new Problem(415, `Send Content-Encoding as one of ${contentEncodings.join(', ')}, or leave it out.`, {
          headers: { 'accept-encoding': contentEncodings.join(', ') },
        });
      const idOfLine = idsOfLines(request.headers['idempotency-key'], request.query as StreamQuery);
      const leave = places.take(tenantIdOfKey(request));
      const account = createStreamAccount();
      const progress = startProgress(account, ({ durableThrough }) => durableThrough, { durableThrough: 0 });
      const { restMs, lineMs } = request.server.patience;
      const lines = fromSender(input, ended, { bytes: 1, inMs: restMs });
      acceptStream(parts, scope, lines, account, { admit: stillWanted(request, reply), lineMs, idOfLine })
        .finally(leave)
        .then(
          () => progress.end(),
          (error: unknown) => {
            const failure = failureOf(error);
            if (failure.isOurs) logger.error({ err: error }, 'a stream of events ended early');
            dropRest(request.raw);
            progress.end(failure);
          },
        );
      reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store');
      return reply.send(progress.body);
    },
  };
}

/** Leaves room in an id for the number of any line. */
const maxKeyLength = 200;

/** What the lines of a stream with an `Idempotency-Key` are known by when it is sent again; null without one. Throws a 400 for one that is too long. */
function idsOfLines(
  key: string | string[] | undefined,
  { firstLine = 1 }: StreamQuery,
): ((line: number) => string) | null {
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > maxKeyLength)
    throw new Problem(400, `Idempotency-Key must have at most ${maxKeyLength} characters.`);
  return (line) => `${key}:${firstLine - 1 + line}`;
}
