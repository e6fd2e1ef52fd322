import { Redis } from 'ioredis';

/** The fields of Redis's INFO, by name. */
export type RedisInfo = ReadonlyMap<string, string>;

const answerWithinMs = 3_000;

/** Reads INFO once, on a connection of its own. Throws if Redis is not reached, or refuses the login of this URL. */
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
    // The error of the connection says more than that it was closed.
    throw refusal ?? error;
  } finally {
    redis.disconnect();
  }
}

const parseInfo = (text: string): RedisInfo =>
  new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
