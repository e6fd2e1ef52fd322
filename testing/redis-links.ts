import { after, afterEach, before } from 'node:test';
import { openRedis, type RedisLink, type RedisOptions } from '#stores/redis/open-redis.ts';
import { startTestRedis, type TestRedis } from './redis.ts';
import { waitFor } from './wait-for.ts';

/** Promises that hold while Redis answers in time are tested with long waits, so that a busy machine does not break them. */
const patientMs = 20_000;

export type RedisLinks = {
  /** Set from the first test on. */
  readonly redis: TestRedis;
  /** Opens a link as another process would; it may not be connected yet. It is closed after the test. */
  begin(options?: Partial<RedisOptions>): RedisLink;
  /** The same, once Redis has answered. Without `answerWithinMs` it waits long for answers. */
  open(answerWithinMs?: number): Promise<RedisLink>;
};

/** Call it within a `describe`: it gives all tests of that one Redis of their own. */
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

/** Waits until Redis has answered the link, and its circuit is closed. */
export const untilClosed = (link: RedisLink): Promise<void> =>
  waitFor(
    async () => link.state === 'closed',
    () => `a closed circuit to Redis, not ${link.state}`,
  );
