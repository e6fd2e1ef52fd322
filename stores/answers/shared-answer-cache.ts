import { hash } from 'node:crypto';
import type { Served } from '#domain/serving/recommend.ts';
import { redisKeys } from '../redis/keys.ts';
import type { RedisLink } from '../redis/open-redis.ts';
import { type AnswerCache, type Asked, createAnswerCache } from './answer-cache.ts';

/** The format of answers in Redis: a release that computes or writes answers in another way changes the number. */
const format = 3;
/** A larger answer is kept in the process alone; one of 50 items with their evidence has a third of this size. */
const maxSharedBytes = 64 * 1024;

/**
 * Creates a cache that all processes with the same Redis share. An answer that this process computed is found in its memory; another's is read
 * from Redis each time, since only Redis knows how long it still holds. A value in Redis that is not an answer is ignored.
 */
export function createSharedAnswerCache(redis: RedisLink): AnswerCache {
  const local = createAnswerCache();
  return {
    find(asked, stamp, nowMs) {
      const known = local.find(asked, stamp, nowMs);
      if (known !== undefined) return known;
      const key = keyOf(asked);
      return redis.ask('answer', (client) => client.get(key))?.then((text) => decode(text, stamp));
    },
    keep(asked, stamp, served, nowMs, ttlMs) {
      local.keep(asked, stamp, served, nowMs, ttlMs);
      const text = JSON.stringify({ format, stamp, served });
      if (ttlMs <= 0 || Buffer.byteLength(text) > maxSharedBytes) return;
      const key = keyOf(asked);
      redis.tell((client) => client.set(key, text, 'PX', Math.ceil(ttlMs)));
    },
  };
}

function keyOf({ question: { scope, userId, strategy }, text }: Asked): string {
  return redisKeys.answer.of(scope, userId, strategy, hash('sha256', text, 'base64url'));
}

function decode(text: string | null | undefined, stamp: string): Served | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    const found = JSON.parse(text) as { format?: unknown; stamp?: unknown; served?: Served } | null;
    return found?.format === format && found.stamp === stamp ? found.served : undefined;
  } catch {
    return undefined;
  }
}
