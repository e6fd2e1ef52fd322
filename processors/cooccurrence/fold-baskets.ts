import { type BasketShard, createBasketShard } from '#domain/cooccurrence/basket-shard.ts';
import { cooccurrences } from '#stores/cooccurrence/cooccurrences.ts';
import { writeCheckpoint } from '#stores/cooccurrence/write-checkpoint.ts';
import { readEvents } from '#stores/events/read-events.ts';
import { writeRows } from '#stores/projections/write-rows.ts';
import type { Fold, FoldOptions } from '../projection.ts';
import { rowsOf } from './rows-of.ts';

const chunkEvents = 10_000;

/** Counts all orders again in memory, each partition through all logs in their order. It writes rows whenever a partition has reached its target. */
export function foldBaskets({ version }: FoldOptions): Fold {
  const shards = new Map<number, BasketShard>();
  const shardOf = (partition: number): BasketShard => {
    const known = shards.get(partition) ?? createBasketShard();
    shards.set(partition, known);
    return known;
  };
  return {
    isInMemory: true,
    async apply(client, { log, partition, next, target }) {
      const shard = shardOf(partition);
      const events = await readEvents(client, log, partition, next, target, chunkEvents);
      for (const { event } of events) shard.apply(event);
      const last = events.at(-1);
      if (last !== undefined && events.length === chunkEvents) return { next: last.offset + 1n, count: events.length };
      await writeRows(client, cooccurrences, { version, partition }, rowsOf(shard));
      return { next: target, count: events.length };
    },
    rename(renamed) {
      for (const shard of shards.values())
        for (const { scope, userId, pseudonym } of renamed) shard.renameShopper(scope, userId, pseudonym);
    },
    async finish(client, builds) {
      // One checkpoint a partition, at the position in the newest log: the counts are of all logs together.
      const newest = new Map(builds.map((build) => [build.partition, build]));
      for (const { log, partition, next: nextOffset } of newest.values())
        await writeCheckpoint(client, { version, log, partition, nextOffset }, shardOf(partition).snapshot());
    },
  };
}
