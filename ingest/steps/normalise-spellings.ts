import { normaliseWireEvents } from '#domain/events/spellings/index.ts';

/** An event in our own spelling, not yet validated. `index` is that of what was sent, from 0. */
export type SpelledEvent = { index: number; wire: unknown };

/**
 * Maps the spellings of Segment and GA4 to ours; one value of theirs may hold several events. Everything else, and what
 * holds none, stays as it is.
 */
export function normaliseSpellings(sent: readonly unknown[]): SpelledEvent[] {
  const spelled: SpelledEvent[] = [];
  for (let index = 0; index < sent.length; index += 1) {
    const events = normaliseWireEvents(sent[index]);
    if (events.length === 0) spelled.push({ index, wire: sent[index] });
    for (const wire of events) spelled.push({ index, wire });
  }
  return spelled;
}
