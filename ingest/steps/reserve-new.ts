import type { Reservation } from '../duplicates/in-flight.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { Judged, ValidEvent } from './judge-events.ts';

export type Reserved = {
  reservation: Reservation;
  /** The events that are this request's to append, in order. All other valid ones are duplicates. */
  fresh: ValidEvent[];
  /** Outcomes of other requests that are appending the same events just now; this request's own for duplicates inside it. */
  awaited: ReadonlySet<Promise<void>>;
};

/**
 * Reserves what neither the hint knows, nor another request is at, nor came before in this one, all in one turn of the event
 * loop: nobody else can come in between.
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
