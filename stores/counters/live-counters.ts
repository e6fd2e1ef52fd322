import type { Scope } from '#domain/scope.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';

/** The new events of a day by type, over all instances. */
export type LiveCounts = Readonly<Record<string, number>>;

/**
 * Counts the acknowledged events of a scope today and yesterday (UTC, by arrival) for a shop's live view: current, but not exact. Redis may lose the
 * counts, and while it is away nothing is counted; the exact counters are in `analytics_daily`.
 */
export type LiveCounters = {
  /** Call it only once the events are durable. It returns at once. */
  count(scope: Scope, atMs: number, types: readonly string[]): void;
  /** Returns the counts of these types on a day (`2026-11-21`). Undefined if Redis cannot tell. */
  read(scope: Scope, date: string, types: readonly string[]): Promise<LiveCounts | undefined>;
};

const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

export function createLiveCounters(redis: RedisLink): LiveCounters {
  return {
    count(scope, atMs, types) {
      if (types.length === 0) return;
      const date = dateOf(atMs);
      const counts = Object.entries(Object.groupBy(types, (type) => type)).map(
        ([type, of = []]) => [redisKeys.counter.of(scope, date, type), of.length] as const,
      );
      const keys = counts.map(([key]) => key);
      redis.tell((client) =>
        client.addCounts(keys.length, ...keys, redisKeys.counter.ttlSeconds, ...counts.map(([, count]) => count)),
      );
    },
    async read(scope, date, types) {
      if (types.length === 0) return {};
      const found = await redis.ask('counter', (client) =>
        client.mget(types.map((type) => redisKeys.counter.of(scope, date, type))),
      );
      return found === undefined
        ? undefined
        : Object.fromEntries(types.map((type, i) => [type, Number(found[i] ?? 0)]));
    },
  };
}
