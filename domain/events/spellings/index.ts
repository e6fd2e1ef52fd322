import { eventsOfGa4Payload, isGa4Payload } from './ga4.ts';
import { type Fields, isFields } from './loose-values.ts';
import { eventsOfSegmentCall, isSegmentBatch, isSegmentCall } from './segment.ts';

/**
 * What was sent as wire events in our own spelling: Segment's calls and batches and GA4's payloads are mapped, anything else
 * stays as it is. One value may give several events (an order, a payload of many), in a fixed order, never none: what is no
 * product event stays one, for `judgeEvent` to refuse with the reason. Never throws.
 */
export function normaliseWireEvents(sent: unknown): readonly unknown[] {
  if (!isFields(sent) || sent.eventType !== undefined) return [sent];
  if (isSegmentCall(sent)) return eventsOfSegmentCall(sent);
  if (isSegmentBatch(sent)) return (sent.batch as Fields[]).flatMap(eventsOfSegmentCall);
  if (isGa4Payload(sent)) return eventsOfGa4Payload(sent);
  return [sent];
}

/** Whether a whole request body is a Segment batch or a GA4 payload, rather than a batch of ours: both may have a field `events`. */
export function isForeignBatch(body: unknown): boolean {
  return isFields(body) && body.eventType === undefined && (isSegmentBatch(body) || isGa4Payload(body));
}
