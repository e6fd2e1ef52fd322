import { createRequestCounts, type RateClaim } from '#domain/access/request-counts.ts';
import { redisKeys } from './keys.ts';
import type { RedisLink } from './open-redis.ts';

/**
 * Counts requests exactly, over all processes that use the same Redis. While Redis is away each process counts for itself,
 * from where the common count was. Once an id has reached its limit, Redis is not asked about it again in that window.
 */
export function createSharedRequestCounts(redis: RedisLink) {
  const local = createRequestCounts();

  const learn = (claims: readonly RateClaim[], before: readonly number[], window: number): void => {
    const isTaken = claims.every(({ limit }, i) => (before[i] ?? 0) < limit);
    for (const [i, { id }] of claims.entries()) local.raise(id, (before[i] ?? 0) + (isTaken ? 1 : 0), window);
  };

  return (claims: readonly RateClaim[], window: number): readonly number[] | Promise<readonly number[]> => {
    const known = local.known(claims, window);
    if (claims.some(({ limit }, i) => (known[i] ?? 0) >= limit)) return known;
    const keys = claims.map(({ id }) => redisKeys.rateLimit.of(id, window));
    const args = claims.flatMap(({ limit }, i) => [limit, known[i] ?? 0]);
    const asked = redis.ask('rate_limit', (client) =>
      client.countRequests(keys.length, ...keys, redisKeys.rateLimit.ttlSeconds, ...args),
    );
    if (asked === undefined) return local.take(claims, window);
    return asked.then((before) => {
      if (before === undefined) return local.take(claims, window);
      learn(claims, before, window);
      return before;
    });
  };
}
