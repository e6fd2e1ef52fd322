import type { EventName } from '#domain/events/event-names.ts';
import { numberOrderLines } from '#domain/events/number-order-lines.ts';
import { type ForeignBatch, foreignBatchOf } from '#domain/events/spellings/index.ts';
import { maxBatchEvents } from '#schemas/http/events.ts';
import { type SpelledEvent, spellEvents } from '../spell-events.ts';
import { checkCount } from './batch-of.ts';

/** A body of 1 MiB holds fewer, unless its items are as good as empty; it bounds the answer, which has a result for each. */
const maxUnfolded = 25_000;

/**
 * Returns the events of a body, in our spelling and in order. A batch of Segment or a payload of GA4 counts by its calls or its events: limit and `index` are of what was sent, `item`
 * names what stands within it. Anything else is taken apart by `otherwise`. Lines of one order that are sent as events of their own are told apart, see `numberOrderLines`. A 400 for too many.
 */
export function spellBatch(
  body: unknown,
  names: readonly EventName[],
  otherwise: (body: unknown) => readonly unknown[],
): readonly SpelledEvent[] {
  const batch = foreignBatchOf(body);
  if (batch !== undefined) return unfoldBatch(batch, maxBatchEvents, names);
  const events = spellEvents(otherwise(body), names);
  checkUnfolded(events);
  return numberOrderLines(events);
}

/** Returns the events of a batch in another spelling, of 1 to `most` elements; an element that tells nothing of a product has none. A 400 for too many. */
export function unfoldBatch(
  { field, elements, eventsOf }: ForeignBatch,
  most: number,
  names: readonly EventName[],
): readonly SpelledEvent[] {
  checkCount(elements, `/${field}`, 'events', most);
  const events = elements.flatMap((element, index) =>
    eventsOf(element, names).map((spelled) => ({ index, ...spelled })),
  );
  checkUnfolded(events);
  return numberOrderLines(events);
}

/** None is no fault: what a batch of ours may lack, `otherwise` has looked at. */
function checkUnfolded(events: readonly SpelledEvent[]): void {
  if (events.length > 0) checkCount(events, '', 'products in these events', maxUnfolded);
}
