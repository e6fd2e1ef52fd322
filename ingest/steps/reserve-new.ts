import type { Reservation } from '../duplicates/in-flight.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { Judged, ValidEvent } from './judge-events.ts';

export type Reserved = {
  reservation: Reservation;
  /** The events that this request has to append, in order. All other valid events are duplicates. */
  fresh: ValidEvent[];
  /** The outcomes of other requests that append the same events just now; for duplicates within this request, its own outcome. */
  awaited: ReadonlySet<Promise<void>>;
};

/**
 * Reserves the events that the hint does not know, that no other request is appending, and that did not come earlier in this request. It does so
 * in one turn of the event loop, so that no other request can come in between.
 */
export function reserveNew(
  { hint, inFlight }: Pick<Duplicates, 'hint' | 'inFlight'>,
  judged: readonly Judged[],
): Reserved {
  const reservation = inFlight.open();
  const fresh: ValidEvent[] = [];
  const awaited = new Set<Promise<void>>();
  for (const one of judged) {
    if (one.event === null) continue;
    const { id } = one.event;
    const other = inFlight.outcomeOf(id);
    if (other !== undefined) awaited.add(other);
    else if (!hint.has(id)) {
      reservation.add(id);
      fresh.push(one);
    }
  }
  return { reservation, fresh, awaited };
}
