import type pg from 'pg';
import { idOfUuid } from '#domain/events/identity.ts';
import { typeOfCode } from '#schemas/events/index.ts';
import type { PlacedEvent } from './merge-events.ts';
import { eventFlags } from './merge-events.ts';

export type EventRow = {
  event_id: string;
  event_time: Date;
  received_at: Date;
  offset: bigint;
  scope: number;
  type: number;
  flags: number;
  quantity: number | null;
  price_e4: bigint | null;
  user_id: string;
  product_id: string;
  session_id: string | null;
  client_event_id: string | null;
  placement_id: string | null;
  strategy: string | null;
  exposure_id: string | null;
  order_id: string | null;
  currency: string | null;
  metadata: string | null;
};

/** Reads stored events of one partition in the order of positions: the same events that the loader has given to its folds. */
export async function readEvents(
  client: pg.PoolClient,
  log: number,
  partition: number,
  from: bigint,
  before: bigint,
  limit: number,
): Promise<PlacedEvent[]> {
  const { rows } = await client.query<EventRow>({
    name: 'events-by-position',
    text: `SELECT event_id, event_time, received_at, "offset", scope, type, flags, quantity, price_e4, user_id, product_id, session_id,
                  client_event_id, placement_id, strategy, exposure_id, order_id, currency, metadata
           FROM events WHERE log = $1 AND partition = $2 AND "offset" >= $3 AND "offset" < $4 ORDER BY "offset" LIMIT $5`,
    values: [log, partition, from, before, limit],
  });
  return rows.map(toPlacedEvent);
}

export function toPlacedEvent(row: EventRow): PlacedEvent {
  const type = typeOfCode(row.type);
  if (type === undefined) throw new RangeError(`events has an unknown type ${row.type}`);
  return {
    offset: row.offset,
    event: {
      id: idOfUuid(row.event_id),
      scope: row.scope,
      type,
      userId: row.user_id,
      productId: row.product_id,
      timestampMs: row.event_time.getTime(),
      receivedAtMs: row.received_at.getTime(),
      sessionId: row.session_id === '' ? null : row.session_id,
      late: (row.flags & eventFlags.late) !== 0,
      unknownProduct: (row.flags & eventFlags.unknownProduct) !== 0,
      ...((row.flags & eventFlags.clockCorrected) === 0 ? null : { clockCorrected: true as const }),
      clientEventId: row.client_event_id,
      metadata: row.metadata,
      placementId: row.placement_id,
      strategy: row.strategy,
      exposureId: row.exposure_id === null ? null : idOfUuid(row.exposure_id),
      purchase:
        row.price_e4 === null
          ? null
          : { orderId: row.order_id, priceE4: row.price_e4, quantity: row.quantity ?? 1, currency: row.currency },
    },
  };
}
