import { segmentBatchOf, segmentCallOf, segmentCallTypes } from '#domain/events/spellings/sent-by-segment.ts';
import type { Route } from '#runtime/http/route.ts';
import { SegmentAnswer, SegmentBatch, SegmentCall } from '#schemas/http/senders.ts';
import type { AcceptParts } from '../../accept-events.ts';
import { senderRoute } from './sender-route.ts';
import { takeCalls } from './take-calls.ts';

/** The paths of Segment's and RudderStack's tracking API: `/v1/batch`, which their SDKs of servers use, `/v1/import`, which is the same to older ones and to that of Java, and one for each type of call. */
export function segmentRoutes(parts: AcceptParts): Route[] {
  const answers = { 200: SegmentAnswer };
  const batches = (['batch', 'import'] as const).map((name) =>
    senderRoute({
      path: `/v1/${name}`,
      operationId: `sendSegment${capitalised(name)}`,
      summary: `Takes calls of Segment and RudderStack, as ${name === 'batch' ? 'their SDKs send' : "Segment's SDK of Java sends"} them`,
      body: SegmentBatch,
      answers,
      produces: 'application/json',
      handler: async (request, reply) => ({
        success: true,
        ...(await takeCalls(parts, request, reply, segmentBatchOf(request.body))),
      }),
    }),
  );
  const calls = (['track', ...segmentCallTypes] as const).map((type) =>
    senderRoute({
      path: `/v1/${type}`,
      load: 'event',
      operationId: `sendSegment${capitalised(type)}`,
      summary: `Takes a call \`${type}\` of Segment or RudderStack`,
      body: SegmentCall,
      answers,
      produces: 'application/json',
      handler: async (request, reply) => ({
        success: true,
        ...(await takeCalls(parts, request, reply, segmentCallOf(request.body, type))),
      }),
    }),
  );
  return [...batches, ...calls];
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
