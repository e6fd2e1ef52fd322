import type { EventName } from '../event-names.ts';
import type { ForeignBatch } from './foreign-batch.ts';
import { type Fields, isFields, listOf } from './loose-values.ts';
import { eventsOfSegmentCall } from './segment.ts';

/** The calls of Segment's tracking API besides `track`: they tell who somebody is, or which page was opened, and nothing of a product. */
export const segmentCallTypes = ['identify', 'page', 'screen', 'group', 'alias'] as const;
const tellsOfNoProduct = new Set<unknown>(segmentCallTypes);

/** The calls in a body of Segment's batch path. Those that are not `track` hold no event; what is no call stays one, to be refused. */
export function segmentBatchOf(body: unknown): ForeignBatch {
  const batch = isFields(body) ? body : {};
  return { field: 'batch', elements: listOf(batch.batch), eventsOf: (call, names) => eventsOfCall(call, batch, names) };
}

/** A body of one of Segment's paths for a single call, which says in the path of what type it is. */
export function segmentCallOf(body: unknown, type: 'track' | (typeof segmentCallTypes)[number]): ForeignBatch {
  const call = isFields(body) ? { ...body, type } : body;
  return { field: 'batch', elements: [call], eventsOf: (one, names) => eventsOfCall(one, {}, names) };
}

function eventsOfCall(call: unknown, batch: Fields, names: readonly EventName[]) {
  if (!isFields(call)) return [{ item: null, wire: call }];
  return tellsOfNoProduct.has(call.type) ? [] : eventsOfSegmentCall(call, batch, names);
}
