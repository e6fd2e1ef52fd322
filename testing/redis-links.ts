import { after, afterEach, before } from 'node:test';
import { openRedis, type RedisLink, type RedisOptions } from '#stores/redis/open-redis.ts';
import { startTestRedis, type TestRedis } from './redis.ts';
import { waitFor } from './wait-for.ts';

/** What is promised while Redis answers in time must not hang on how busy the test's machine is. */
const patientMs = 20_000;

export type RedisLinks = {
  /** From the first test on. */
  readonly redis: TestRedis;
  /** As another process has: a link that may not be connected yet. Closed after the test. */
  begin(options?: Partial<RedisOptions>): RedisLink;
  /** The same, once Redis has answered; it waits long for answers unless told. */
  open(answerWithinMs?: number): Promise<RedisLink>;
};

/** Called within a `describe`: a Redis of its own for all its tests. */
export function useRedis(): RedisLinks {
  let redis: TestRedis;
  const links: RedisLink[] = [];
  before(async () => {
    redis = await startTestRedis();
  });
  afterEach(() => {
    for (const link of links.splice(0)) link.close();
  });
  after(() => redis.stop());

  const begin = (options: Partial<RedisOptions> = {}) => {
    const link = openRedis({ url: redis.url, ...options });
    links.push(link);
    return link;
  };
  return {
    get redis() {
      return redis;
    },
    begin,
    async open(answerWithinMs = patientMs) {
      const link = begin({ answerWithinMs });
      await untilClosed(link);
      return link;
    },
  };
}

/** Redis has answered it: its circuit is closed. */
export const untilClosed = (link: RedisLink): Promise<void> =>
  waitFor(
    async () => link.state === 'closed',
    () => `a closed circuit to Redis, not ${link.state}`,
  );
