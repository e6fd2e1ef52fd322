import type pg from 'pg';
import { attributionWindowMs } from '#domain/attribution/attribute-last-click.ts';
import { eventTypes } from '#schemas/events/index.ts';
import type { PlacedEvent } from '#stores/events/merge-events.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import type { Touches } from '../projection.ts';

/** The touches of one user and one product have the same key. */
const touchKey = ({ event }: PlacedEvent): string => JSON.stringify([event.scope, event.userId, event.productId]);

const isTouch = ({ event }: PlacedEvent): boolean =>
  event.type === 'purchase' || event.type === 'recommendation_clicked';

/**
 * Returns for each user and product of a click or purchase in the batch: all clicks and purchases within 30 minutes of it, stored at positions
 * up to the batch's last one. Those of the batch itself are not read again. All of a user's events are in one partition, so it is enough to look into
 * the batch's own log and earlier logs.
 */
export async function readTouches(
  client: pg.PoolClient,
  log: number,
  partition: number,
  events: readonly PlacedEvent[],
): Promise<Touches> {
  const found = new Map<string, PlacedEvent[]>();
  const spans = new Map<string, { sample: PlacedEvent; from: number; to: number }>();
  for (const placed of events) {
    if (!isTouch(placed)) continue;
    const key = touchKey(placed);
    const at = placed.event.timestampMs;
    add(found, key, placed);
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { sample: placed, from: at, to: at });
    else {
      span.from = Math.min(span.from, at);
      span.to = Math.max(span.to, at);
    }
  }
  const [first, last] = [events[0], events.at(-1)];
  if (spans.size === 0 || first === undefined || last === undefined) return found;
  const wanted = [...spans.values()];
  const { rows } = await client.query<EventRow>({
    name: 'attribution-touches',
    text: `SELECT e.event_id, e.event_time, e.received_at, e."offset", e.scope, e.type, e.flags, e.quantity, e.price_e4, e.user_id,
                  e.product_id, NULL AS session_id, NULL AS client_event_id, e.placement_id, e.strategy, e.exposure_id, e.order_id, e.currency, NULL AS metadata
           FROM unnest($1::integer[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) AS w (scope, user_id, product_id, from_time, to_time),
           LATERAL (SELECT * FROM events e
                    WHERE e.scope = w.scope AND e.user_id = w.user_id AND e.event_time BETWEEN w.from_time AND w.to_time
                      AND e.product_id = w.product_id AND e.type IN (${eventTypes.purchase.code}, ${eventTypes.recommendation_clicked.code})
                      AND (e.log < $6 OR (e.log = $6 AND e."offset" <= $7)) AND NOT (e.log = $6 AND e.partition = $9 AND e."offset" BETWEEN $8 AND $7)
                    OFFSET 0) AS e`,
    values: [
      wanted.map(({ sample }) => sample.event.scope),
      wanted.map(({ sample }) => sample.event.userId),
      wanted.map(({ sample }) => sample.event.productId),
      wanted.map(({ from }) => new Date(from - attributionWindowMs)),
      wanted.map(({ to }) => new Date(to + attributionWindowMs)),
      log,
      last.offset,
      first.offset,
      partition,
    ],
  });
  for (const row of rows) {
    const placed = toPlacedEvent(row);
    add(found, touchKey(placed), placed);
  }
  return found;
}

function add(into: Map<string, PlacedEvent[]>, key: string, placed: PlacedEvent): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [placed]);
  else list.push(placed);
}
