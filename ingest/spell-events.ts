import type { EventName } from '#domain/events/event-names.ts';
import { normaliseWireEvent, type Spelled } from '#domain/events/spellings/index.ts';

/**
 * An event in our own spelling, not yet validated. `index` counts what was sent, from 0; `item` names it within that. `exposureId` is of the answer that
 * it is about, if a tracking token proved it.
 */
export type SpelledEvent = { index: number; exposureId?: Buffer | null; clockCorrected?: boolean } & Spelled;

/** Returns what was sent, in our spelling and in order; one value may hold several events. `names`: what the shop takes names of types as. */
export function spellEvents(sent: readonly unknown[], names: readonly EventName[] = []): SpelledEvent[] {
  const spelled: SpelledEvent[] = [];
  for (let index = 0; index < sent.length; index += 1)
    for (const one of normaliseWireEvent(sent[index], names)) spelled.push({ index, ...one });
  return spelled;
}
