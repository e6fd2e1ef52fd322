import type pg from 'pg';
import { countedFor } from '#domain/analytics/count-once.ts';
import { idOfUuid, uuidOfId } from '#domain/events/identity.ts';
import { typeOfCode } from '#schemas/events/index.ts';
import type { PlacedEvent } from './merge-events.ts';

/** Returns what the stored impressions and clicks of the same answers, at positions before these events, were counted for. It queries only if an event is of an answer. */
export async function readCounted(
  client: pg.PoolClient,
  log: number,
  events: readonly PlacedEvent[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(events.flatMap(({ event }) => (event.exposureId === null ? [] : uuidOfId(event.exposureId))));
  const [first] = events;
  if (ids.size === 0 || first === undefined) return new Set();
  // All of an answer's events are in its shopper's partition, so an offset of the batch's own log is one of its own partition.
  const { rows } = await client.query<{ exposure_id: string; product_id: string; type: number }>({
    name: 'events-counted',
    text: `SELECT DISTINCT exposure_id, product_id, type FROM events WHERE exposure_id = ANY ($1::uuid[]) AND (log, "offset") < ($2, $3)`,
    values: [[...ids], log, first.offset],
  });
  return new Set(
    rows.flatMap(({ exposure_id, product_id, type }) => {
      const name = typeOfCode(type);
      if (name === undefined) return [];
      return countedFor({ exposureId: idOfUuid(exposure_id), productId: product_id, type: name }) ?? [];
    }),
  );
}
