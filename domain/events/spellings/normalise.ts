import { eventsOfGa4Payload, isGa4Payload } from './ga4.ts';
import { type Fields, isFields } from './loose-values.ts';
import { eventsOfSegmentCall, isSegmentBatch, isSegmentCall } from './segment.ts';

export type Normalised = { ok: true; spelling: 'segment' | 'ga4'; events: unknown[] };

/**
 * Wire events of a body, a batch element or a stream line in the spelling of Segment or GA4; undefined for anything else, which is then
 * taken as it is. One value may give several events (an order), or such as `acceptEvent` refuses, but never none that was asked for: nothing is
 * dropped silently.
 */
export function normaliseWireEvents(body: unknown): Normalised | undefined {
  if (!isFields(body) || body.eventType !== undefined) return undefined;
  if (isSegmentCall(body)) return { ok: true, spelling: 'segment', events: eventsOfSegmentCall(body) };
  if (isSegmentBatch(body))
    return { ok: true, spelling: 'segment', events: (body.batch as Fields[]).flatMap(eventsOfSegmentCall) };
  if (isGa4Payload(body)) return { ok: true, spelling: 'ga4', events: eventsOfGa4Payload(body) };
  return undefined;
}
