import { foreignBatchOf } from '#domain/events/spellings/index.ts';
import { maxBatchEvents } from '#schemas/http/events.ts';
import { type SpelledEvent, spellEvents } from '../spell-events.ts';
import { checkCount } from './batch-of.ts';

/** A body of 1 MiB holds fewer, unless its items are as good as empty; it bounds the answer, which has a result for each. */
const maxUnfolded = 25_000;

/**
 * Returns the events of a body, in our spelling and in order. A batch of Segment or a payload of GA4 counts by its calls or its events: limit and `index` are of what was sent, `item`
 * names what stands within it. Anything else is taken apart by `otherwise`. A 400 for too many.
 */
export function spellBatch(body: unknown, otherwise: (body: unknown) => readonly unknown[]): SpelledEvent[] {
  const events = unfold(body, otherwise);
  checkCount(events, '', 'products in these events', maxUnfolded);
  return events;
}

function unfold(body: unknown, otherwise: (body: unknown) => readonly unknown[]): SpelledEvent[] {
  const batch = foreignBatchOf(body);
  if (batch === undefined) return spellEvents(otherwise(body));
  const { field, elements } = batch;
  checkCount(elements, `/${field}`, 'events', maxBatchEvents);
  return elements.flatMap((element, index) => batch.eventsOf(element).map((spelled) => ({ index, ...spelled })));
}
