import type { Scope } from '#domain/scope.ts';
import { createTurns } from '#runtime/turns.ts';
import { type AcceptParts, acceptEvents, type EventOutcome, type Lane } from './accept-events.ts';
import type { SpelledEvent } from './spell-events.ts';

/** Judged in one turn of the event loop: 5 ms of work. An order or a payload of GA4 may hold hundreds of events. */
const eventsPerPiece = 500;
/** Of all requests of this process. */
const turn = createTurns();

/** What a request that unfolds goes on under. */
export type PieceTerms = {
  /** Asked before each piece whether somebody still waits and may; what it throws ends the work. */
  admit: () => unknown;
  lane?: Lane;
};

/**
 * Does what `acceptEvents` does for as many events as one request may unfold to: piece by piece, each a durable append, so that other requests have their turn in
 * between. Rejects if one of the appends is refused or `admit` throws; the pieces before it are stored, and sending all of it again stores none twice.
 */
export async function acceptInPieces(
  parts: AcceptParts,
  scope: Scope,
  events: readonly SpelledEvent[],
  { admit, lane }: PieceTerms,
): Promise<readonly EventOutcome[]> {
  if (events.length <= eventsPerPiece) return acceptEvents(parts, scope, events, lane);
  await lane?.before;
  // A later line may repeat an event of these, and has reserved it: these would wait for it, and it for these. So what unfolds to many lets those behind it pass.
  lane?.leave();
  const outcomes: EventOutcome[] = [];
  for (let from = 0; from < events.length; from += eventsPerPiece) {
    await turn();
    await admit();
    outcomes.push(...(await acceptEvents(parts, scope, events.slice(from, from + eventsPerPiece))));
  }
  return outcomes;
}
