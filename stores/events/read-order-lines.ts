import type pg from 'pg';
import { type OrderLineFields, orderLineOf, orderLineWindowMs } from '#domain/events/order-line.ts';
import { eventTypes } from '#schemas/events/index.ts';

/** A stored purchase of a line of an order. */
export type StoredLine = {
  line: string;
  eventId: string;
  timestampMs: number;
  log: number;
  partition: number;
  offset: bigint;
};

type Row = {
  n: number;
  event_id: string;
  event_time: Date;
  product_id: string;
  metadata: string | null;
  log: number;
  partition: number;
  offset: bigint;
};

/** One probe of `events_order` for each order, in the months around its purchases alone; by OFFSET also while Postgres has not analysed the table. */
const sql = `
SELECT k.n::int AS n, e.event_id, e.event_time, e.product_id, e.metadata, e.log, e.partition, e."offset"
FROM unnest($1::integer[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) WITH ORDINALITY AS k(scope, user_id, order_id, since, until, n),
LATERAL (
  SELECT * FROM events e
  WHERE e.scope = k.scope AND e.order_id = k.order_id AND e.user_id = k.user_id AND e.type = ${eventTypes.purchase.code}
    AND e.event_time > k.since AND e.event_time < k.until
  OFFSET 0
) AS e
ORDER BY e.event_time, e.event_id`;

/**
 * Returns what is stored of the orders that these events are of, of the same shoppers and less than `orderLineWindowMs` from one of the events: for each line its purchases, in the
 * order of time. Events that are no purchases of an order are passed over.
 */
export async function readOrderLines(
  client: pg.PoolClient,
  events: readonly (OrderLineFields & { timestampMs: number })[],
): Promise<StoredLine[]> {
  const orders = new Map<string, Order>();
  for (const { scope, userId, timestampMs, purchase } of events) {
    const orderId = purchase?.orderId ?? null;
    if (orderId === null) continue;
    const key = JSON.stringify([scope, userId, orderId]);
    const order = orders.get(key) ?? { scope, userId, orderId, firstMs: timestampMs, lastMs: timestampMs };
    order.firstMs = Math.min(order.firstMs, timestampMs);
    order.lastMs = Math.max(order.lastMs, timestampMs);
    orders.set(key, order);
  }
  if (orders.size === 0) return [];
  const asked = [...orders.values()];
  const { rows } = await client.query<Row>({
    name: 'events-order-lines',
    text: sql,
    values: [
      asked.map(({ scope }) => scope),
      asked.map(({ userId }) => userId),
      asked.map(({ orderId }) => orderId),
      asked.map(({ firstMs }) => new Date(firstMs - orderLineWindowMs)),
      asked.map(({ lastMs }) => new Date(lastMs + orderLineWindowMs)),
    ],
  });
  return rows.flatMap((row) => {
    const order = asked[row.n - 1];
    const line = order && orderLineOf({ ...order, productId: row.product_id, metadata: row.metadata, purchase: order });
    if (line == null) return [];
    const { event_id: eventId, log, partition, offset } = row;
    return [{ line, eventId, timestampMs: row.event_time.getTime(), log, partition, offset }];
  });
}

type Order = { scope: number; userId: string; orderId: string; firstMs: number; lastMs: number };
