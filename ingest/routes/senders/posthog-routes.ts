import { postHogBatchOf } from '#domain/events/spellings/sent-by-posthog.ts';
import type { Route } from '#runtime/http/route.ts';
import { PostHogAnswer, PostHogBatch, PostHogEvent } from '#schemas/http/senders.ts';
import type { AcceptParts } from '../../accept-events.ts';
import { senderRoute } from './sender-route.ts';
import { takeCalls } from './take-calls.ts';

/** The paths of PostHog for events: `/batch`, which its SDKs of servers use, and `/capture` for one. Slashes at the end do not matter. */
export function postHogRoutes(parts: AcceptParts): Route[] {
  const route = (path: string, operationId: string, summary: string, body: Route['body'] & object) =>
    senderRoute({
      path,
      operationId,
      summary,
      body,
      answers: { 200: PostHogAnswer },
      produces: 'application/json',
      handler: async (request, reply) => ({
        status: 'Ok',
        ...(await takeCalls(parts, request, reply, postHogBatchOf(request.body))),
      }),
    });
  return [
    route('/batch', 'sendPostHogBatch', 'Takes events of PostHog, as its SDKs send them', PostHogBatch),
    route('/capture', 'sendPostHogEvent', 'Takes an event of PostHog', PostHogEvent),
  ];
}
