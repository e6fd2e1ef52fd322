import type pg from 'pg';
import type { PlacedEvent } from '../events/merge-events.ts';

/**
 * Fills in the strategy of impressions and clicks that name none: that of the shopper's last exposure on the placement before the event, by
 * position, so that it is a function of the log's prefix. Call it once the exposures before these events are stored. Other events are returned as
 * they are.
 */
export async function nameStrategiesShown(
  client: pg.PoolClient,
  log: number,
  events: readonly PlacedEvent[],
): Promise<readonly PlacedEvent[]> {
  const nameless = events.filter(({ event }) => event.placementId !== null && event.strategy === null);
  if (nameless.length === 0) return events;
  const { rows } = await client.query<{ offset: bigint; strategy: string }>({
    name: 'exposures-last',
    text: `SELECT w."offset", shown.strategy
           FROM unnest($2::bigint[], $3::integer[], $4::text[], $5::text[]) AS w ("offset", scope, user_id, placement_id),
           LATERAL (SELECT strategy FROM exposures x
                    WHERE x.scope = w.scope AND x.user_id = w.user_id AND x.placement_id = w.placement_id AND (x.log, x."offset") < ($1, w."offset")
                    ORDER BY x.log DESC, x."offset" DESC LIMIT 1) AS shown`,
    values: [
      log,
      nameless.map(({ offset }) => offset),
      nameless.map(({ event }) => event.scope),
      nameless.map(({ event }) => event.userId),
      nameless.map(({ event }) => event.placementId),
    ],
  });
  if (rows.length === 0) return events;
  const shown = new Map(rows.map(({ offset, strategy }) => [offset, strategy]));
  return events.map((placed) => {
    const strategy = shown.get(placed.offset);
    return strategy === undefined ? placed : { ...placed, event: { ...placed.event, strategy } };
  });
}
