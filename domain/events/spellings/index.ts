import type { ForeignBatch } from './foreign-batch.ts';
import { eventsOfGa4Event, isGa4Payload } from './ga4.ts';
import { type Fields, isFields } from './loose-values.ts';
import { eventsOfPostHogEvent, isPostHogBatch, isPostHogEvent } from './posthog.ts';
import { eventsOfSegmentCall, isSegmentBatch, isSegmentCall } from './segment.ts';
import type { Spelled } from './spelled.ts';

export type { ForeignBatch } from './foreign-batch.ts';
export type { Spelled } from './spelled.ts';

/**
 * What was sent as events in our own spelling: Segment's calls and batches, PostHog's events and batches and GA4's payloads are mapped, anything else
 * stays as it is. One value may hold several events (an order, a payload of many), in a fixed order, never none: what is no
 * product event stays one, for `judgeEvent` to refuse with the reason. Never throws.
 */
export function normaliseWireEvent(sent: unknown): readonly Spelled[] {
  if (!isFields(sent) || sent.eventType !== undefined) return [{ item: null, wire: sent }];
  if (isPostHogEvent(sent)) return eventsOfPostHogEvent(sent);
  if (isSegmentCall(sent)) return eventsOfSegmentCall(sent);
  const batch = foreignBatchOf(sent);
  if (batch === undefined) return [{ item: null, wire: sent }];
  const { field, elements, eventsOf } = batch;
  return elements.flatMap((element, index) =>
    eventsOf(element).map(({ item, ...spelled }) => ({ item: `/${field}/${index}${item ?? ''}`, ...spelled })),
  );
}

/** A whole request body as a batch of Segment or PostHog or a GA4 payload; undefined for anything else, as a batch of ours, which may have a field `events` too. */
export function foreignBatchOf(body: unknown): ForeignBatch | undefined {
  if (!isFields(body) || body.eventType !== undefined) return undefined;
  if (isPostHogBatch(body))
    return {
      field: 'batch',
      elements: body.batch as Fields[],
      eventsOf: (event) => eventsOfPostHogEvent(event as Fields, body),
    };
  if (isSegmentBatch(body))
    return {
      field: 'batch',
      elements: body.batch as Fields[],
      eventsOf: (call) => eventsOfSegmentCall(call as Fields, body),
    };
  if (isGa4Payload(body))
    return {
      field: 'events',
      elements: body.events as unknown[],
      eventsOf: (event) => eventsOfGa4Event(body, event),
    };
  return undefined;
}
