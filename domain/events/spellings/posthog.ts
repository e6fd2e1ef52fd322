import type { EventName } from '../event-names.ts';
import { type Fields, fieldsOf, firstId, firstPresent, isFields } from './loose-values.ts';
import { eventsOfSegmentCall } from './segment.ts';
import type { Spelled } from './spelled.ts';

/** Whether this is an event of PostHog: `{ event: 'Product Viewed', distinct_id, properties }`; the id may stand in the properties. */
export function isPostHogEvent(body: Fields): boolean {
  const { distinct_id: inProperties } = fieldsOf(body.properties);
  return typeof body.event === 'string' && (body.distinct_id !== undefined || inProperties !== undefined);
}

/** Whether this is a body of PostHog's batch endpoint: `{ api_key, batch: [event, …] }`. */
export function isPostHogBatch(body: Fields): boolean {
  return (
    Array.isArray(body.batch) &&
    body.batch.length > 0 &&
    body.batch.every((one) => isFields(one) && isPostHogEvent(one))
  );
}

/**
 * What one event of PostHog holds. PostHog leaves names and properties to the shop and recommends Segment's e-commerce spec, so these are taken as there (`eventsOfSegmentCall`); `distinct_id`
 * is the user, `uuid` the `eventId`, `$session_id` the session. What PostHog adds by itself, under names with `$`, is no metadata. `sent_at` may stand in the batch.
 */
export function eventsOfPostHogEvent(sent: Fields, batch: Fields, names: readonly EventName[]): Spelled[] {
  const properties = fieldsOf(sent.properties);
  const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !isOfPostHog(name)));
  const call = {
    event: sent.event,
    type: 'track',
    userId: firstId(sent.distinct_id, properties.distinct_id),
    messageId: firstId(sent.uuid, properties.$insert_id),
    timestamp: firstPresent(sent.timestamp, properties.timestamp),
    sentAt: firstPresent(sent.sent_at, batch.sent_at),
    context: { sessionId: firstId(properties.$session_id) },
    properties: own,
  };
  return eventsOfSegmentCall(call, {}, names);
}

/** Whether PostHog sends this by itself, such as `$pageview`: it speaks of no product. */
export const isOfPostHog = (name: string): boolean =>
  name.startsWith('$') || name === 'distinct_id' || name === 'token';
