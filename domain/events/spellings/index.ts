import { type EventName, typeOfName } from '../event-names.ts';
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
 * product event stays one, for `judgeEvent` to refuse with the reason. `names`: what the shop takes names as that nobody else knows. Never throws.
 */
export function normaliseWireEvent(sent: unknown, names: readonly EventName[] = []): readonly Spelled[] {
  if (!isFields(sent)) return [{ item: null, wire: sent }];
  if (sent.eventType !== undefined) return [{ item: null, wire: inOurName(sent, names) }];
  if (isPostHogEvent(sent)) return eventsOfPostHogEvent(sent, {}, names);
  if (isSegmentCall(sent)) return eventsOfSegmentCall(sent, {}, names);
  const batch = foreignBatchOf(sent);
  if (batch === undefined) return [{ item: null, wire: sent }];
  const { field, elements, eventsOf } = batch;
  return elements.flatMap((element, index) =>
    eventsOf(element, names).map(({ item, ...spelled }) => ({ item: `/${field}/${index}${item ?? ''}`, ...spelled })),
  );
}

/** An event in our own spelling whose type is a name of the shop's. */
function inOurName(sent: Fields, names: readonly EventName[]): Fields {
  if (typeof sent.eventType !== 'string') return sent;
  const eventType = typeOfName(sent.eventType, names);
  return eventType === sent.eventType ? sent : { ...sent, eventType };
}

/** A whole request body as a batch of Segment or PostHog or a GA4 payload; undefined for anything else, as a batch of ours, which may have a field `events` too. */
export function foreignBatchOf(body: unknown): ForeignBatch | undefined {
  if (!isFields(body) || body.eventType !== undefined) return undefined;
  if (isPostHogBatch(body))
    return {
      field: 'batch',
      elements: body.batch as Fields[],
      eventsOf: (event, names) => eventsOfPostHogEvent(event as Fields, body, names),
    };
  if (isSegmentBatch(body))
    return {
      field: 'batch',
      elements: body.batch as Fields[],
      eventsOf: (call, names) => eventsOfSegmentCall(call as Fields, body, names),
    };
  if (isGa4Payload(body))
    return {
      field: 'events',
      elements: body.events as unknown[],
      eventsOf: (event, names) => eventsOfGa4Event(body, event, names),
    };
  return undefined;
}
