import { Redis } from 'ioredis';
import { type CircuitState, createCircuit } from './circuit.ts';
import { redisScripts } from './scripts.ts';

/** What Redis is asked for: a label of the metrics. */
export type RedisUse = 'rate_limit' | 'answer' | 'repeat' | 'token';

export type RedisLink = {
  /**
   * What Redis answers; never rejects. Undefined where it does not answer in time or refuses; undefined at once, without a promise,
   * where it is known to be away. The caller then goes on by itself.
   */
  ask<T>(use: RedisUse, command: (redis: Redis) => Promise<T>): Promise<T | undefined> | undefined;
  /** Tells it something that nobody waits for, and that may be lost. */
  tell(use: RedisUse, command: (redis: Redis) => Promise<unknown>): void;
  readonly state: CircuitState;
  close(): void;
};

export type RedisOptions = {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  url: string;
  /** `error` is what was last heard of the connection. */
  onState?: (state: CircuitState, error: unknown) => void;
  /** A question was not asked, or not answered in time. */
  onFallback?: (use: RedisUse) => void;
  answerWithinMs?: number;
};

/**
 * Within this much of a request's time Redis answers, or goes unheard. A request asks twice at most, one after the other (its rate
 * limit, then its answer), so that a frozen Redis adds less than 5 ms to it; a healthy one answers in 0.1 to 0.2 ms.
 */
export const answerWithinMs = 2;
/** Commands without an answer at any time: a socket that takes no more must not fill the memory. */
export const maxPending = 5_000;
const connectTimeoutMs = 1_000;
/** A connection on which something was asked and nothing came for so long is replaced: its other end may be gone without a word. */
export const silentConnectionMs = 2_000;
const firstReconnectMs = 50;
const longestReconnectMs = 1_000;

/** Connects in the background, and again whenever the connection is lost. Returns at once: Redis may be absent. */
export function openRedis(options: RedisOptions): RedisLink {
  const { onState = () => {}, onFallback = () => {} } = options;
  const withinMs = options.answerWithinMs ?? answerWithinMs;
  let lastError: unknown = null;
  let pending = 0;
  const redis = new Redis(options.url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    scripts: Object.fromEntries(Object.entries(redisScripts).map(([name, lua]) => [name, { lua }])),
    connectTimeout: connectTimeoutMs,
    socketTimeout: silentConnectionMs,
    retryStrategy: (attempt) => Math.min(longestReconnectMs, firstReconnectMs * 2 ** (attempt - 1)),
    // After a failover the address may be that of the new primary.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('error', (error) => {
    lastError = error;
  });

  const circuit = createCircuit({
    probe: async () => {
      if ((await answerOf((client) => client.ping())) !== 'PONG') throw new Error('Redis does not answer');
    },
    onChange: (state) => onState(state, lastError),
  });
  redis.on('ready', () => circuit.connected());
  redis.on('close', () => circuit.disconnected());

  /** Rejects where there is no answer in time. */
  function answerOf<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`Redis has not answered within ${withinMs} ms`));
      // Timers run before sockets are read: where this process itself was late, the answer is there a turn later.
      const timer = setTimeout(() => setImmediate(late), withinMs);
      pending += 1;
      command(redis)
        .finally(() => {
          pending -= 1;
          clearTimeout(timer);
        })
        .then(resolve, reject);
    });
  }

  const link: RedisLink = {
    ask(use, command) {
      if (circuit.state !== 'closed' || pending >= maxPending) {
        onFallback(use);
        return undefined;
      }
      return answerOf(command).then(
        (answer) => {
          circuit.succeeded();
          return answer;
        },
        (error: unknown) => {
          lastError = error;
          circuit.failed();
          onFallback(use);
          return undefined;
        },
      );
    },
    tell(use, command) {
      void link.ask(use, command);
    },
    get state() {
      return circuit.state;
    },
    close() {
      circuit.close();
      redis.disconnect();
    },
  };
  return link;
}
