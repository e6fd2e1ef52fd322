import { idOfUuid } from '#domain/events/identity.ts';
import { orderLineOf } from '#domain/events/order-line.ts';
import { createOrderLineWindow } from '#domain/events/order-line-window.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { ValidEvent } from './judge-events.ts';
import type { Reserved } from './reserve-new.ts';

/**
 * Returns the events without the order lines that table `events` has within a day of them, and enters those into `toldBefore`. Requests with purchases of orders ask, those of nearly the same time together, since the hint does not
 * go back a day. While Postgres is down all count as new; the loader still stores each line once.
 */
export async function dropToldAgain(
  { orderLines, lookUps }: Pick<Duplicates, 'orderLines' | 'lookUps'>,
  events: readonly ValidEvent[],
  { toldBefore, reservation }: Pick<Reserved, 'toldBefore' | 'reservation'>,
): Promise<readonly ValidEvent[]> {
  const ofOrders = events.flatMap(({ event }) => (event.purchase?.orderId == null ? [] : [event]));
  if (ofOrders.length === 0) return events;
  const stored = await lookUps.findOrderLines(ofOrders);
  if (stored === undefined || stored.length === 0) return events;
  const bought = createOrderLineWindow<{ timestampMs: number; eventId: string }>(stored.length);
  for (const one of stored) bought.add(one.line, one);
  return events.filter((one) => {
    const line = orderLineOf(one.event);
    const first = line === null ? undefined : bought.find(line, one.event.timestampMs);
    if (line === null || first === undefined) return true;
    const told = { id: idOfUuid(first.eventId), timestampMs: first.timestampMs, durable: reservation.outcome };
    const reserved = orderLines.find(line, one.event.timestampMs);
    if (reserved !== undefined) orderLines.remove(line, reserved);
    orderLines.add(line, told);
    toldBefore.set(one, told);
    return false;
  });
}
