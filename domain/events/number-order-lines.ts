import { isAbsent } from './absent.ts';
import { type Fields, isFields } from './spellings/loose-values.ts';

/**
 * Returns the events of a batch in our own spelling, with a `lineId` for each purchase that another one of the batch equals in shopper, product, order and time, if it has
 * neither: they are lines of one order, and none is lost. The first keeps none, so that it is the same when it is sent alone. Purchases with one `eventId` are one event, as are those
 * without any that are the same in all they say: whoever sends a batch's events twice has not sold twice.
 */
export function numberOrderLines(sent: readonly unknown[]): readonly unknown[] {
  const toldOf = new Map<string, unknown[]>();
  return sent.map((event) => {
    if (!isFields(event) || event.eventType !== 'purchase' || !isFields(event.metadata)) return event;
    const { orderId, lineId } = event.metadata;
    if (isAbsent(orderId) || !isAbsent(lineId)) return event;
    const line = JSON.stringify([event.userId, event.productId, orderId, event.timestamp ?? null]);
    const told = toldOf.get(line) ?? [];
    toldOf.set(line, told);
    const own = isAbsent(event.eventId) ? JSON.stringify(event) : event.eventId;
    const known = told.indexOf(own);
    const nth = known < 0 ? told.push(own) : known + 1;
    return nth === 1 ? event : withLine(event, event.metadata, nth);
  });
}

const withLine = (event: Fields, metadata: Fields, nth: number): Fields => ({
  ...event,
  metadata: { ...metadata, lineId: `line#${nth}` },
});
