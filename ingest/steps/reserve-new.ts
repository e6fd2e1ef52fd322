import { orderLineOf } from '#domain/events/order-line.ts';
import type { Reservation } from '../duplicates/in-flight.ts';
import type { Duplicates, ToldLine } from '../duplicates/open-duplicates.ts';
import type { Judged, ValidEvent } from './judge-events.ts';

export type Reserved = {
  reservation: Reservation;
  /** The events that this request has to append, in order. All other valid events are duplicates. */
  fresh: ValidEvent[];
  /** The outcomes of other requests that append the same events just now; for duplicates within this request, its own outcome. */
  awaited: Set<Promise<void>>;
  /** Of the duplicates that are order lines told again: the purchase that was told first. */
  toldBefore: Map<ValidEvent, ToldLine>;
};

/**
 * Reserves the events that the hint does not know, that no other request is appending, and that did not come earlier in this request; an order line that was told within a day
 * is known, whatever its id. It does so in one turn of the event loop, so that no other request can come in between.
 */
export function reserveNew(
  { hint, inFlight, orderLines }: Pick<Duplicates, 'hint' | 'inFlight' | 'orderLines'>,
  judged: readonly Judged[],
): Reserved {
  const reservation = inFlight.open();
  const reserved: Reserved = { reservation, fresh: [], awaited: new Set(), toldBefore: new Map() };
  const added: [line: string, told: ToldLine][] = [];
  for (const one of judged) {
    if (one.event === null) continue;
    const { id, timestampMs } = one.event;
    const line = orderLineOf(one.event);
    const told = line === null ? undefined : orderLines.find(line, timestampMs);
    if (told !== undefined) {
      reserved.toldBefore.set(one, told);
      reserved.awaited.add(told.durable);
      continue;
    }
    const other = inFlight.outcomeOf(id);
    if (other !== undefined) reserved.awaited.add(other);
    else if (!hint.has(id)) {
      reservation.add(id);
      reserved.fresh.push(one);
      if (line !== null) {
        const first = { id, timestampMs, durable: reservation.outcome };
        orderLines.add(line, first);
        added.push([line, first]);
      }
    }
  }
  if (added.length > 0)
    reservation.outcome.catch(() => {
      for (const [line, told] of added) orderLines.remove(line, told);
    });
  return reserved;
}
