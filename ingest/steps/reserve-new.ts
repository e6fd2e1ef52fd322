import type { Reservation } from '../duplicates/in-flight.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { Judged, KnownEvent } from './judge-events.ts';

export type Reserved = {
  reservation: Reservation;
  /** The events that are this request's to append, in order. */
  fresh: KnownEvent[];
  /** Outcomes of other requests that are appending the same events just now; this request's own for duplicates inside it. */
  awaited: ReadonlySet<Promise<void>>;
};

/**
 * Marks what the hint knows, what another request is at and what came before in this one as duplicates, and reserves the rest,
 * all in one turn of the event loop: nobody else can come in between.
 */
export function reserveNew(
  { hint, inFlight }: Pick<Duplicates, 'hint' | 'inFlight'>,
  judged: readonly Judged[],
): Reserved {
  const reservation = inFlight.open();
  const fresh: KnownEvent[] = [];
  const awaited = new Set<Promise<void>>();
  for (const one of judged) {
    if (one.status === 'refused') continue;
    const { id } = one.event;
    const other = inFlight.outcomeOf(id);
    if (other !== undefined) {
      one.status = 'duplicate';
      awaited.add(other);
    } else if (hint.has(id)) {
      one.status = 'duplicate';
    } else {
      reservation.add(id);
      fresh.push(one);
    }
  }
  return { reservation, fresh, awaited };
}
