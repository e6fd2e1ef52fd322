import type pg from 'pg';
import type { BasketShard } from '#domain/cooccurrence/basket-shard.ts';
import { readEvents } from '#stores/events/read-events.ts';

/** A position in one of the logs that this database has read; later logs have higher numbers. */
export type LogPosition = { log: number; offset: bigint };
export const beginOfLogs: LogPosition = { log: 0, offset: 0n };

const chunkEvents = 10_000;

/**
 * Applies the events of a partition from `from` (inclusive) to offset `before` (exclusive) of log `to.log`, over all logs in between, in
 * their order.
 */
export async function refoldLogs(
  client: pg.PoolClient,
  from: LogPosition,
  to: { log: number; partition: number; before: bigint },
  shard: BasketShard,
): Promise<void> {
  const { rows: earlier } = await client.query<{ log: number; next_offset: bigint }>(
    `SELECT log, next_offset FROM consumer_offsets
     WHERE consumer_group = 'loader' AND topic = 'events' AND partition = $1 AND log >= $2 AND log < $3 ORDER BY log`,
    [to.partition, from.log, to.log],
  );
  for (const { log, next_offset: before } of [...earlier, { log: to.log, next_offset: to.before }])
    await refold(client, log, to.partition, log === from.log ? from.offset : 0n, before, shard);
}

/** Applies the events of offsets `from` (inclusive) to `before` (exclusive) of one log. */
async function refold(
  client: pg.PoolClient,
  log: number,
  partition: number,
  from: bigint,
  before: bigint,
  shard: BasketShard,
): Promise<void> {
  let at = from;
  while (at < before) {
    const events = await readEvents(client, log, partition, at, before, chunkEvents);
    for (const { event } of events) shard.apply(event);
    const last = events.at(-1);
    if (last === undefined || events.length < chunkEvents) return;
    at = last.offset + 1n;
  }
}
