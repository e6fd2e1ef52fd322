import { Redis } from 'ioredis';

/** What a Redis says of itself: fields of INFO by name. */
export type RedisInfo = ReadonlyMap<string, string>;

const answerWithinMs = 3_000;

/** Asks once, on a connection of its own. Throws where it is not reached, or lets nobody in with this URL. */
export async function readRedisInfo(url: string): Promise<RedisInfo> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: answerWithinMs,
    commandTimeout: answerWithinMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let refusal: Error | null = null;
  redis.on('error', (error: Error) => {
    refusal = error;
  });
  try {
    await redis.connect();
    return parseInfo(await redis.info());
  } catch (error) {
    // The connection's own failure says more than that it was closed.
    throw refusal ?? error;
  } finally {
    redis.disconnect();
  }
}

const parseInfo = (text: string): RedisInfo =>
  new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
