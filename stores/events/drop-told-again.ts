import type pg from 'pg';
import { orderLineOf } from '#domain/events/order-line.ts';
import { createOrderLineWindow } from '#domain/events/order-line-window.ts';
import type { PlacedEvent } from './merge-events.ts';
import { readOrderLines } from './read-order-lines.ts';

/**
 * Returns the events, in their order, without the purchases of order lines that were bought before, by position, less than `orderLineWindowMs` from them. All purchases of a line are in one
 * partition, which one loader at a time writes, so that nobody stores another meanwhile. Ids must be distinct.
 */
export async function dropToldAgain(
  client: pg.PoolClient,
  log: number,
  partition: number,
  events: readonly PlacedEvent[],
): Promise<readonly PlacedEvent[]> {
  const lines = events.map(({ event }) => orderLineOf(event));
  const ofOrders = events.filter((_, i) => lines[i] !== null);
  if (ofOrders.length === 0) return events;
  const bought = createOrderLineWindow<Bought>(Number.POSITIVE_INFINITY);
  const stored = await readOrderLines(
    client,
    ofOrders.map(({ event }) => event),
  );
  for (const one of stored) {
    const isOfThisPartition = one.log === log && one.partition === partition;
    bought.add(one.line, { timestampMs: one.timestampMs, offset: isOfThisPartition ? one.offset : null });
  }
  return events.filter(({ event, offset }, i) => {
    const line = lines[i];
    if (line == null) return true;
    const before = bought.find(line, event.timestampMs);
    if (before !== undefined) return before.offset === offset;
    bought.add(line, { timestampMs: event.timestampMs, offset });
    return true;
  });
}

/** `offset`: of a record of this partition, else null. */
type Bought = { timestampMs: number; offset: bigint | null };
