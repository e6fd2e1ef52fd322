import { trimmedIds } from '../trimmed-ids.ts';
import { isAbsent } from './absent.ts';
import { parseEventTime } from './event-time.ts';
import { type Fields, isFields } from './spellings/loose-values.ts';
import type { Spelled } from './spellings/spelled.ts';

/**
 * Returns the events of a batch with a `lineId` for each purchase that another one of the batch equals in shopper, product, order and time, if it has
 * neither: they are lines of one order, and none is lost. The first keeps none, so that it is the same when it is sent alone. Purchases with one `eventId` are one event, as are those
 * without any that are the same in all they say: whoever sends a batch's events twice has not sold twice. Compared is what `judgeEvent` takes, so types must have our names already; what
 * stands in a list of products (`item`) stays as it is, since whoever unfolded the list has numbered it.
 */
export function numberOrderLines<One extends Spelled>(events: readonly One[]): readonly One[] {
  const toldOf = new Map<string, unknown[]>();
  return events.map((event) => {
    const { item, wire } = event;
    if (item !== null || !isFields(wire) || wire.eventType !== 'purchase' || !isFields(wire.metadata)) return event;
    const { orderId, lineId } = trimmedIds(wire.metadata, ['orderId', 'lineId']);
    if (isAbsent(orderId) || !isAbsent(lineId)) return event;
    const { userId, productId, eventId } = trimmedIds(wire, ['userId', 'productId', 'eventId']);
    const line = JSON.stringify([userId, productId, orderId, timeOf(wire.timestamp)]);
    const told = toldOf.get(line) ?? [];
    toldOf.set(line, told);
    const own = isAbsent(eventId) ? JSON.stringify(wire) : eventId;
    const known = told.indexOf(own);
    const nth = known < 0 ? told.push(own) : known + 1;
    return nth === 1 ? event : { ...event, wire: withLine(wire, wire.metadata, nth) };
  });
}

/** One instant is spelt in many ways; what is no time is refused later. */
function timeOf(timestamp: unknown): unknown {
  if (isAbsent(timestamp)) return null;
  return typeof timestamp === 'string' ? (parseEventTime(timestamp) ?? timestamp) : timestamp;
}

const withLine = (wire: Fields, metadata: Fields, nth: number): Fields => ({
  ...wire,
  metadata: { ...metadata, lineId: `line#${nth}` },
});
