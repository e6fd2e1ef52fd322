import { snowplowPayloadOf } from '#domain/events/spellings/snowplow.ts';
import type { Route } from '#runtime/http/route.ts';
import { SnowplowAnswer, SnowplowParameters, SnowplowPayload, SnowplowPixel } from '#schemas/http/senders.ts';
import type { AcceptParts } from '../../accept-events.ts';
import { senderRoute } from './sender-route.ts';
import { takeCalls } from './take-calls.ts';

/** A transparent point, for trackers that ask by an image. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** The paths of Snowplow's tracker protocol: many events as JSON, or one in the query. The key is the id of the application, `aid`. */
export function snowplowRoutes(parts: AcceptParts): Route[] {
  const many = senderRoute({
    path: '/com.snowplowanalytics.snowplow/tp2',
    operationId: 'sendSnowplowEvents',
    summary: 'Takes a payload of a tracker of Snowplow, with a write key as `aid`',
    body: SnowplowPayload,
    answers: { 200: SnowplowAnswer },
    produces: 'application/json',
    handler: (request, reply) => takeCalls(parts, request, reply, snowplowPayloadOf(request.body)),
  });
  const one: Route = {
    method: 'GET',
    path: '/i',
    operationId: 'sendSnowplowPixel',
    auth: 'key_write_of_sender',
    limit: 'write',
    load: 'event',
    tag: 'Senders',
    summary: 'Takes one event of a tracker of Snowplow, in the query, with a write key as `aid`',
    query: SnowplowParameters,
    answers: { 200: SnowplowPixel },
    produces: 'image/gif',
    async handler(request, reply) {
      await takeCalls(parts, request, reply, snowplowPayloadOf({ data: [request.query] }));
      return reply.type('image/gif').send(pixel);
    },
  };
  return [many, one];
}
